list "stagecraft_hubspot_property" "all" {
  provider = stagecraft

  config {
    key = "contacts/*"
  }
}
