list "stagecraft_hubspot_stage" "all" {
  provider = stagecraft

  config {
    key = "deals/new_business/*"
  }
}
