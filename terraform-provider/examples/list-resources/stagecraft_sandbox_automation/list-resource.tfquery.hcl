list "stagecraft_sandbox_automation" "all" {
  provider = stagecraft
}
