resource "stagecraft_salesforce_path" "enterprise_deals" {
  name        = "Enterprise_Deals"
  label       = "Enterprise deals"
  object      = "Opportunity"
  field       = "StageName"
  record_type = stagecraft_salesforce_record_type.opportunity_enterprise.key
  steps = {
    Qualification = {
      fields = ["Amount", "NextStep"]
      info   = "<p>Who signs, and what happens if they do nothing?</p>"
    }
    "Security Review" = {
      fields = ["CloseDate", "NextStep"]
      info   = "<p>Send the questionnaire on the first day.</p>"
    }
  }
  needs = [stagecraft_salesforce_picklist_value.opportunitystage_security_review.key]
}
