data "stagecraft_salesforce_field" "lead_use_case_c" {
  object = "Lead"
  name   = "Use_Case__c"
}
