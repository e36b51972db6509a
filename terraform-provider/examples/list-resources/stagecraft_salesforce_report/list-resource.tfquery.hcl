list "stagecraft_salesforce_report" "all" {
  provider = stagecraft

  config {
    key = "report/Lifecycle/*"
  }
}
