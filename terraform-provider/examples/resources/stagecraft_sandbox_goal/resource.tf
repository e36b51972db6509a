resource "stagecraft_sandbox_goal" "mqls" {
  name       = "mqls"
  title      = "120 MQLs a month"
  metric     = stagecraft_sandbox_report.new_mqls.key
  target     = 120
  stage      = stagecraft_sandbox_stage.lead_mql.key
  object     = "contact"
  owner_team = stagecraft_sandbox_team.sdr.key
}
