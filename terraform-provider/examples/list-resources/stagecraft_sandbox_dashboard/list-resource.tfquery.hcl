list "stagecraft_sandbox_dashboard" "all" {
  provider = stagecraft
}
