data "stagecraft_sandbox_gate" "lead_mql_entry_inside_icp" {
  stage = "lead/mql"
  kind  = "entry"
  name  = "inside_icp"
}
