list "stagecraft_sandbox_team" "all" {
  provider = stagecraft
}
