list "stagecraft_salesforce_assignment_rule" "all" {
  provider = stagecraft

  config {
    key = "Lead/*"
  }
}
