resource "stagecraft_salesforce_field" "account_use_case_c" {
  object = "Account"
  name   = "Use_Case__c"
  label  = "Use Case"
  type   = "Text"
  length = 255
}

resource "stagecraft_salesforce_field" "lead_use_case_c" {
  object      = "Lead"
  name        = "Use_Case__c"
  label       = "Use Case"
  type        = "Text"
  description = "What the buyer wants to do with the product."
  help        = "In the buyer's words; ask on the discovery call."
  length      = 255
  status      = "Active"
  sensitivity = "Internal"
}

resource "stagecraft_salesforce_field" "opportunity_first_use_case_c" {
  object = "Opportunity"
  name   = "First_Use_Case__c"
  label  = "First Use Case"
  type   = "Text"
  length = 255
}

resource "stagecraft_salesforce_field" "opportunity_use_case_c" {
  object = "Opportunity"
  name   = "Use_Case__c"
  label  = "Use Case"
  type   = "Text"
  length = 255
}

resource "stagecraft_salesforce_field" "response_time_mdt_business_hours_c" {
  object    = stagecraft_salesforce_object.response_time_mdt.key
  name      = "Business_Hours__c"
  label     = "Business Hours"
  type      = "Number"
  precision = 4
  scale     = 0
}
