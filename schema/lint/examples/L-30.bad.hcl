lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "known" {
    owner = role.marketing_ops
    entry "identified" { description = "A business e-mail address is known." }
    exit "qualified" { then = stage.lead.qualified }
  }

  stage "nurtured" { # L-30
    label = "Nurtured"
    owner = role.marketing_ops
    entry "not_yet" { description = "Interested, but not now." }
    exit "ready" { then = stage.lead.qualified }
  }

  stage "qualified" { # L-30
    label = "Qualified"
    owner = role.sdr
    entry "conversation" { description = "The qualifying conversation took place." }
    exit "done" { description = "The conversation led somewhere." }
  }

  stage "customer" {
    label = "Customer"
    owner = role.csm
    entry "signed" { description = "The company has signed." }
  }
}

handoff "marketing_to_sales" {
  title = "Marketing to Sales"
  from  = stage.lead.known
  to    = stage.lead.qualified
  owner = role.sdr
}

handoff "mql_handover" { # L-30
  title = "MQL handover"
  from  = stage.lead.known
  to    = stage.lead.qualified
  owner = role.ae
}
