resource "stagecraft_salesforce_lead_field_mapping" "opportunity_use_case_c" {
  object     = "Opportunity"
  lead_field = "Use_Case__c"
  field      = "First_Use_Case__c"
  fields = [
    stagecraft_salesforce_field.lead_use_case_c.key,
    stagecraft_salesforce_field.opportunity_first_use_case_c.key,
  ]
}
