list "stagecraft_sandbox_object" "all" {
  provider = stagecraft
}
