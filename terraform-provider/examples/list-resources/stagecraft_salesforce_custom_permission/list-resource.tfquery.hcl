list "stagecraft_salesforce_custom_permission" "all" {
  provider = stagecraft
}
