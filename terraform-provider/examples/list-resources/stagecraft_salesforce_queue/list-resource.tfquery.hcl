list "stagecraft_salesforce_queue" "all" {
  provider = stagecraft
}
