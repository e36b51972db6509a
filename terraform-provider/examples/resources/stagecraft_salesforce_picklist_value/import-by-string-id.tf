import {
  to = stagecraft_salesforce_picklist_value.opportunitystage_security_review
  id = "OpportunityStage/Security Review"
}
