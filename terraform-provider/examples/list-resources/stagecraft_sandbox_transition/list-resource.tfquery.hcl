list "stagecraft_sandbox_transition" "all" {
  provider = stagecraft
}
