list "stagecraft_salesforce_permission_set" "all" {
  provider = stagecraft
}
