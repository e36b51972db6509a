import {
  to = stagecraft_salesforce_report.report_lifecycle_deals_in_security_review
  identity = {
    folder = "report/Lifecycle"
    name   = "Deals_in_Security_Review"
  }
}
