import {
  to = stagecraft_salesforce_lead_field_mapping.opportunity_use_case_c
  identity = {
    object     = "Opportunity"
    lead_field = "Use_Case__c"
  }
}
