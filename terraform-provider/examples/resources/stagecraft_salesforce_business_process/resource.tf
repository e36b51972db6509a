resource "stagecraft_salesforce_business_process" "opportunity_enterprise_sales" {
  object      = "Opportunity"
  name        = "Enterprise Sales"
  description = "Deals with procurement and a security review."
  values      = ["Closed Lost", "Closed Won", "Negotiation/Review", "Qualification", "Security Review"]
  needs       = [stagecraft_salesforce_picklist_value.opportunitystage_security_review.key]
}
