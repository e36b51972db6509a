import {
  to = stagecraft_salesforce_validation_rule.opportunity_amount_at_security_review
  id = "Opportunity/Amount_at_Security_Review"
}
