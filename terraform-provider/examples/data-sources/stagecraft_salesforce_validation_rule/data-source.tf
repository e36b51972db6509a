data "stagecraft_salesforce_validation_rule" "opportunity_amount_at_security_review" {
  object = "Opportunity"
  name   = "Amount_at_Security_Review"
}
