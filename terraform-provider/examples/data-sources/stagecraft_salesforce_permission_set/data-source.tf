data "stagecraft_salesforce_permission_set" "lifecycle_access" {
  name = "Lifecycle_Access"
}
