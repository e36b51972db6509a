import {
  to = stagecraft_salesforce_record_type.opportunity_enterprise
  identity = {
    object = "Opportunity"
    name   = "Enterprise"
  }
}
