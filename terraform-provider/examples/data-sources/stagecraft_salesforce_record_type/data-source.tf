data "stagecraft_salesforce_record_type" "opportunity_enterprise" {
  object = "Opportunity"
  name   = "Enterprise"
}
