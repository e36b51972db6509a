import {
  to = stagecraft_salesforce_field.lead_use_case_c
  id = "Lead/Use_Case__c"
}
