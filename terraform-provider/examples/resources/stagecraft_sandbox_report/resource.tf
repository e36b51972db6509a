resource "stagecraft_sandbox_report" "new_mqls" {
  name       = "new_mqls"
  title      = "New MQLs"
  category   = "production"
  priority   = 1
  formula    = "Contacts that enter MQL in the period"
  source     = "Stage history"
  stage      = stagecraft_sandbox_stage.lead_mql.key
  unit       = "count"
  by         = [stagecraft_sandbox_segment.icp_band.key]
  owner_role = stagecraft_sandbox_role.sdr.key
}
