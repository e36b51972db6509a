import {
  to = stagecraft_salesforce_business_process.opportunity_enterprise_sales
  id = "Opportunity/Enterprise Sales"
}
