resource "stagecraft_sandbox_automation" "mql_by_score" {
  name       = "mql_by_score"
  title      = "MQL by score"
  purpose    = "Nobody promotes leads by hand."
  trigger    = "reaches(scoring.lead.mql)"
  owner_role = stagecraft_sandbox_role.sdr.key
  actions = [
    {
      do    = "move_to"
      name  = "promote"
      stage = stagecraft_sandbox_stage.lead_mql.key
    },
    {
      do      = "route"
      name    = "route"
      routing = stagecraft_sandbox_routing.lead_assignment.key
    },
  ]
}
