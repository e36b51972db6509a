import {
  to = stagecraft_salesforce_field.lead_use_case_c
  identity = {
    object = "Lead"
    name   = "Use_Case__c"
  }
}
