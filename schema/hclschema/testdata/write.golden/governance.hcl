question "all" {
  text   = "What?"
  blocks = [contact.email, stage.lead.new, handoff.over, scoring.lead]
}
