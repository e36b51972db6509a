data "stagecraft_salesforce_picklist_value" "opportunitystage_security_review" {
  set   = "OpportunityStage"
  value = "Security Review"
}
