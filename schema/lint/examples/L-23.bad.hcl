field "contact" "buying_role" { type = enum("decides", "advises", "uses") }
field "contact" "newsletter" { type = bool }

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "engaged" {
    owner = role.marketing_ops
    entry "active" { description = "The person comes back to our pages." }

    exit "ready" {
      description = "Worth a call."
      then        = stage.lead.accepted # L-23
    }
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
    entry "signed" { description = "The contract is signed." }
  }
}

handoff "accepted_to_qualified" {
  from  = stage.lead.accepted
  to    = stage.lead.qualified
  owes  = [contact.newsletter] # L-23
  owner = role.ae
}

handoff "qualified_to_customer" { # L-23
  from    = stage.lead.qualified
  to      = stage.lead.customer
  promise = "Customer Success knows whom to call."
  owner   = role.csm
}
