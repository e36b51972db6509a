question "x" {
  text = "X"
}

sla "x" {
  starts = entering(stage.lead.mql)
  stops  = set(contact.email)
  within = "4 hours" # ERR SC0105: within is not a duration
}
