import {
  to = stagecraft_salesforce_flow.lead_rate_large_companies
  id = "Lead_Rate_Large_Companies"
}
