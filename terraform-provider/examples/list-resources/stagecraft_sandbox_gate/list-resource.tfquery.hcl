list "stagecraft_sandbox_gate" "all" {
  provider = stagecraft

  config {
    key = "lead/mql/entry/*"
  }
}
