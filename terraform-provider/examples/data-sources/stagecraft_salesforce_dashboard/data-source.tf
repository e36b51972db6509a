data "stagecraft_salesforce_dashboard" "dashboard_lifecycle_deal_review" {
  folder = "dashboard/Lifecycle"
  name   = "Deal_Review"
}
