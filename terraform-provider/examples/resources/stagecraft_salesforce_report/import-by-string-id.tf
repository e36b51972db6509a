import {
  to = stagecraft_salesforce_report.report_lifecycle_deals_in_security_review
  id = "report/Lifecycle/Deals_in_Security_Review"
}
