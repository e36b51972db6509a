list "stagecraft_sandbox_approval" "all" {
  provider = stagecraft
}
