list "stagecraft_sandbox_hygiene" "all" {
  provider = stagecraft
}
