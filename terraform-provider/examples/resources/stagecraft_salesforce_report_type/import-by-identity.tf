import {
  to = stagecraft_salesforce_report_type.deals
  identity = {
    name = "Deals"
  }
}
