list "stagecraft_sandbox_calendar" "all" {
  provider = stagecraft
}
