list "stagecraft_salesforce_lead_field_mapping" "all" {
  provider = stagecraft

  config {
    key = "Opportunity/*"
  }
}
