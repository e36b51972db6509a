list "stagecraft_salesforce_business_process" "all" {
  provider = stagecraft

  config {
    key = "Opportunity/*"
  }
}
