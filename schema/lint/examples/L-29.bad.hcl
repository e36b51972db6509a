lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "qualified" {
    owner = role.sdr
    entry "conversation" { description = "A qualifying conversation was held." }
    exit "deal" { then = stage.sales.open }
    exit "later" { description = "Right company, wrong moment." }
  }

  stage "waiting" { # L-29
    owner   = role.sdr
    outcome = "holding"
    entry "wait" { description = "Not now." }
    exit "again" { then = stage.lead.qualified }
  }
}

pipeline "sales" {
  stage "open" {
    owner = role.ae
    entry "qualified" { description = "The lead is qualified." }
    exit "signed" { description = "The customer has decided." }
  }

  stage "won" {
    owner   = role.ae
    outcome = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

handoff "qualified_to_deal" { # L-29
  from     = stage.lead.qualified
  to       = stage.sales.open
  decision = "Open a deal?"
  owner    = role.ae
  creates  = object.deal

  outcome "later" {
    description = "They come back to us."
    to          = stage.lead.waiting
  }
}
