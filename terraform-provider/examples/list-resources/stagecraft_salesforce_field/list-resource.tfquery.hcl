list "stagecraft_salesforce_field" "all" {
  provider = stagecraft

  config {
    key = "Lead/*"
  }
}
