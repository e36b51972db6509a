list "stagecraft_sandbox_queue" "all" {
  provider = stagecraft
}
