field "contact" "job_title" { type = text }
field "contact" "buying_role" { type = enum("decides", "advises", "uses") }
field "contact" "signed_on" { type = date }

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "engaged" {
    owner = role.marketing_ops
    entry "active" { description = "The person comes back to our pages." }
    exit "ready" { then = stage.lead.accepted }
  }

  stage "accepted" {
    owner = role.sdr
    entry "agreed" { description = "An SDR agrees to work the lead." }
    exit "talked" { then = stage.lead.qualified }
  }

  stage "qualified" {
    owner    = role.ae
    requires = [contact.buying_role]
    entry "heard" { description = "A conversation gave a reason to go on." }
    exit "signed" { then = stage.lead.customer }
  }

  stage "customer" {
    owner = role.csm
    entry "signed" { when = is_set(contact.signed_on) }
  }
}

handoff "engaged_to_accepted" {
  from  = stage.lead.engaged
  to    = stage.lead.accepted
  owes  = [contact.job_title]
  owner = role.sdr
}

handoff "accepted_to_qualified" {
  from  = stage.lead.accepted
  to    = stage.lead.qualified
  owes  = [contact.buying_role]
  owner = role.ae
}

handoff "qualified_to_customer" {
  from  = stage.lead.qualified
  to    = stage.lead.customer
  owes  = [contact.signed_on]
  owner = role.csm
}
