list "stagecraft_hubspot_option" "all" {
  provider = stagecraft

  config {
    key = "contacts/icp_band/*"
  }
}
