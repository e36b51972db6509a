list "stagecraft_sandbox_option" "all" {
  provider = stagecraft

  config {
    key = "contact/icp_band/*"
  }
}
