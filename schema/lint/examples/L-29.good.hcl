field "contact" "revisit_on" { type = date }

reasons "no_deal" {
  kind = "disqualification"
  code "no_budget" {}
  code "no_problem" {}
}

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "qualified" {
    owner = role.sdr
    entry "conversation" { description = "A qualifying conversation was held." }
    exit "deal" { then = stage.sales.open }
    exit "later" { description = "Right company, wrong moment." }
  }

  stage "waiting" {
    owner   = role.sdr
    outcome = "holding"
    revisit = contact.revisit_on
    entry "wait" { when = is_set(contact.revisit_on) }
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

handoff "qualified_to_deal" {
  from     = stage.lead.qualified
  to       = stage.sales.open
  decision = "Open a deal?"
  owner    = role.ae
  creates  = object.deal

  outcome "archived" {
    description = "There is no deal to be had."
    reasons     = reasons.no_deal
  }

  outcome "later" {
    description = "Right company, wrong moment."
    to          = stage.lead.waiting
    requires    = [contact.revisit_on]
  }
}
