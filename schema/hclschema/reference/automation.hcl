automation "speed_to_lead" {
  title   = "Route a new lead at once"
  purpose = "Nobody waits for a human to notice the lead."
  trigger = entering(stage.lead.mql)
  outcome = "The lead has an owner, who has a task."
  owner   = role.revops

  action "assign" {
    do      = "route"
    routing = routing.leads
  }

  action "task" {
    do      = "create_task"
    message = "Call within four hours."
    sla     = sla.first_touch
  }
}
