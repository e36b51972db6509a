import {
  to = stagecraft_salesforce_dashboard.dashboard_lifecycle_deal_review
  id = "dashboard/Lifecycle/Deal_Review"
}
