list "stagecraft_sandbox_system" "all" {
  provider = stagecraft
}
