list "stagecraft_sandbox_stage" "all" {
  provider = stagecraft

  config {
    key = "lead/*"
  }
}
