list "stagecraft_hubspot_validation_rule" "all" {
  provider = stagecraft

  config {
    key = "contacts/jobtitle/*"
  }
}
