resource "stagecraft_salesforce_record_type" "opportunity_enterprise" {
  object      = "Opportunity"
  name        = "Enterprise"
  label       = "Enterprise"
  description = "Deals with more than 500 seats."
  process     = stagecraft_salesforce_business_process.opportunity_enterprise_sales.key
  picklists = {
    LeadSource = ["Partner Referral", "Phone Inquiry", "Web"]
  }
}
