import {
  to = stagecraft_salesforce_report_type.deals
  id = "Deals"
}
