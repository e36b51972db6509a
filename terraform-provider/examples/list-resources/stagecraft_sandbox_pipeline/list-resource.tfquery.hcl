list "stagecraft_sandbox_pipeline" "all" {
  provider = stagecraft
}
