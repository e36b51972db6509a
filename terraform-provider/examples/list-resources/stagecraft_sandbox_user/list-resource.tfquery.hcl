list "stagecraft_sandbox_user" "all" {
  provider = stagecraft

  config {
    key = "sdr/*"
  }
}
