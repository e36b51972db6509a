list "stagecraft_sandbox_reasons" "all" {
  provider = stagecraft
}
