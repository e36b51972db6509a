list "stagecraft_sandbox_goal" "all" {
  provider = stagecraft
}
