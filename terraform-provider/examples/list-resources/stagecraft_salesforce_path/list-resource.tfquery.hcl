list "stagecraft_salesforce_path" "all" {
  provider = stagecraft
}
