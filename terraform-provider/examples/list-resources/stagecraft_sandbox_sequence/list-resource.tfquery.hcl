list "stagecraft_sandbox_sequence" "all" {
  provider = stagecraft
}
