field "contact" "asked_for_demo" { type = bool }

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "known" {
    owner = role.marketing_ops
    entry "identified" { description = "A business e-mail address is known." }
    exit "qualified" { then = stage.lead.qualified }
    exit "not_yet" { then = stage.lead.nurtured }
  }

  stage "nurtured" {
    label = "Nurtured"
    owner = role.marketing_ops
    entry "not_yet" { description = "Interested, but not now." }
    exit "ready" { then = stage.lead.qualified }
  }

  stage "qualified" {
    label = "Qualified"
    owner = role.sdr
    entry "conversation" { description = "The qualifying conversation took place." }
    exit "signed" { then = stage.lead.customer }
  }

  stage "customer" {
    label = "Customer"
    owner = role.csm
    entry "signed" { description = "The company has signed." }
  }
}

handoff "demo_request" {
  title = "Demo request to an account executive"
  from  = stage.lead.known
  to    = stage.lead.qualified
  when  = contact.asked_for_demo
  owner = role.ae
}

handoff "marketing_to_sales" {
  title = "Marketing to Sales"
  from  = stage.lead.known
  to    = stage.lead.qualified
  when  = !contact.asked_for_demo
  owner = role.sdr
}
