list "stagecraft_sandbox_segment" "all" {
  provider = stagecraft
}
