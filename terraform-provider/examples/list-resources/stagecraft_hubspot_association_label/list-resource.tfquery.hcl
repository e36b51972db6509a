list "stagecraft_hubspot_association_label" "all" {
  provider = stagecraft

  config {
    key = "contacts/companies/*"
  }
}
