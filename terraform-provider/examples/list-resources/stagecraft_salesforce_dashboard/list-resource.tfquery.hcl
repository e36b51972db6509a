list "stagecraft_salesforce_dashboard" "all" {
  provider = stagecraft

  config {
    key = "dashboard/Lifecycle/*"
  }
}
