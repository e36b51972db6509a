list "stagecraft_hubspot_property_group" "all" {
  provider = stagecraft

  config {
    key = "contacts/*"
  }
}
