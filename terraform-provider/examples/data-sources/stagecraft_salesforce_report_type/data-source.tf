data "stagecraft_salesforce_report_type" "deals" {
  name = "Deals"
}
