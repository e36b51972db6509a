list "stagecraft_sandbox_status" "all" {
  provider = stagecraft

  config {
    key = "contact/*"
  }
}
