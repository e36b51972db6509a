resource "stagecraft_sandbox_gate" "lead_mql_entry_inside_icp" {
  stage       = stagecraft_sandbox_stage.lead_mql.key
  kind        = "entry"
  order       = 0
  name        = "inside_icp"
  description = "The company is inside our market."
  when        = "contact.icp_band == \"A\" || contact.icp_band == \"B\""
}
