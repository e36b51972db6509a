data "stagecraft_salesforce_flow" "lead_rate_large_companies" {
  name = "Lead_Rate_Large_Companies"
}
