handoff "over" {
  from = stage.lead.new
  to   = stage.lead.old
  owes = [
    contact.email,
    contact.country,
    contact.tags,
    contact.boss,
    contact.called_at,
    contact.score,
  ]
  owner = role.owner
}

sla "a" {
  starts = reaches(scoring.lead.good)
  stops  = changed(contact.owner)
  within = "4h"
  clock  = "elapsed"
}
