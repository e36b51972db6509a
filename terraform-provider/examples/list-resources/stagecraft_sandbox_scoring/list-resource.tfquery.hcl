list "stagecraft_sandbox_scoring" "all" {
  provider = stagecraft
}
