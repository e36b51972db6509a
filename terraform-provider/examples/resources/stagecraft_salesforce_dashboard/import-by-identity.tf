import {
  to = stagecraft_salesforce_dashboard.dashboard_lifecycle_deal_review
  identity = {
    folder = "dashboard/Lifecycle"
    name   = "Deal_Review"
  }
}
