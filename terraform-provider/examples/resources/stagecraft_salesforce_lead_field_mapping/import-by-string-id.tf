import {
  to = stagecraft_salesforce_lead_field_mapping.opportunity_use_case_c
  id = "Opportunity/Use_Case__c"
}
