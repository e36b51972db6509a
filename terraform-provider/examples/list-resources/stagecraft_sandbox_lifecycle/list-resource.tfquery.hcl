list "stagecraft_sandbox_lifecycle" "all" {
  provider = stagecraft
}
