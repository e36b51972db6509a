list "stagecraft_salesforce_object" "all" {
  provider = stagecraft
}
