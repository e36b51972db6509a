list "stagecraft_sandbox_sla" "all" {
  provider = stagecraft
}
