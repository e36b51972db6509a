list "stagecraft_sandbox_routing" "all" {
  provider = stagecraft
}
