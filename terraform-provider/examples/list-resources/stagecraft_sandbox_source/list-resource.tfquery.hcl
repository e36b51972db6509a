list "stagecraft_sandbox_source" "all" {
  provider = stagecraft
}
