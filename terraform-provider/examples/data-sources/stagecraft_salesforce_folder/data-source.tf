data "stagecraft_salesforce_folder" "report_lifecycle" {
  kind = "report"
  name = "Lifecycle"
}
