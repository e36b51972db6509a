list "stagecraft_salesforce_picklist_value" "all" {
  provider = stagecraft

  config {
    key = "OpportunityStage/*"
  }
}
