import {
  to = stagecraft_salesforce_business_process.opportunity_enterprise_sales
  identity = {
    object = "Opportunity"
    name   = "Enterprise Sales"
  }
}
