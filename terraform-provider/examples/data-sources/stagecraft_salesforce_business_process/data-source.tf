data "stagecraft_salesforce_business_process" "opportunity_enterprise_sales" {
  object = "Opportunity"
  name   = "Enterprise Sales"
}
