list "stagecraft_salesforce_flow" "all" {
  provider = stagecraft
}
