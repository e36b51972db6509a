list "stagecraft_salesforce_setting" "all" {
  provider = stagecraft

  config {
    key = "PathAssistant/*"
  }
}
