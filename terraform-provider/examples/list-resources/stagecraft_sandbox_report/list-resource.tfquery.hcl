list "stagecraft_sandbox_report" "all" {
  provider = stagecraft
}
