data "stagecraft_sandbox_stage" "lead_mql" {
  track = "lead"
  name  = "mql"
}
