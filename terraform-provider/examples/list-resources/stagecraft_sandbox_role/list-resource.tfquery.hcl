list "stagecraft_sandbox_role" "all" {
  provider = stagecraft
}
