resource "stagecraft_salesforce_validation_rule" "opportunity_amount_at_security_review" {
  object      = "Opportunity"
  name        = "Amount_at_Security_Review"
  formula     = "AND(\n  ISPICKVAL(StageName, \"Security Review\"),\n  ISBLANK(Amount),\n  NOT($Permission.Pass_Deal_Gates)\n)"
  message     = "Enter the amount before the security review."
  field       = "Amount"
  description = "Nobody reviews a deal of which nobody knows the size."
  permissions = [stagecraft_salesforce_custom_permission.pass_deal_gates.key]
}
