resource "stagecraft_salesforce_folder" "dashboard_lifecycle" {
  kind  = "dashboard"
  name  = "Lifecycle"
  label = "Revenue reviews"
}

resource "stagecraft_salesforce_folder" "report_lifecycle" {
  kind  = "report"
  name  = "Lifecycle"
  label = "Lifecycle"
}
