list "stagecraft_sandbox_property" "all" {
  provider = stagecraft

  config {
    key = "contact/*"
  }
}
