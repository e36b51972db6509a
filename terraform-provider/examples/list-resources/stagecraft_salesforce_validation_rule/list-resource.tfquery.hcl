list "stagecraft_salesforce_validation_rule" "all" {
  provider = stagecraft

  config {
    key = "Opportunity/*"
  }
}
