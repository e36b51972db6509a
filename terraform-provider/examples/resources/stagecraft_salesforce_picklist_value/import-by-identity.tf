import {
  to = stagecraft_salesforce_picklist_value.opportunitystage_security_review
  identity = {
    set   = "OpportunityStage"
    value = "Security Review"
  }
}
