resource "stagecraft_salesforce_picklist_value" "opportunitystage_security_review" {
  set         = "OpportunityStage"
  value       = "Security Review"
  label       = "Security Review"
  description = "The buyer's security team has our answers."
  probability = 60
  forecast    = "BestCase"
}
