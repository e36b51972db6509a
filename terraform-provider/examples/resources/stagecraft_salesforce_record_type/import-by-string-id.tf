import {
  to = stagecraft_salesforce_record_type.opportunity_enterprise
  id = "Opportunity/Enterprise"
}
