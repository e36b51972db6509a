list "stagecraft_salesforce_record_type" "all" {
  provider = stagecraft

  config {
    key = "Opportunity/*"
  }
}
