list "stagecraft_salesforce_report_type" "all" {
  provider = stagecraft
}
