list "stagecraft_hubspot_pipeline" "all" {
  provider = stagecraft

  config {
    key = "deals/*"
  }
}
