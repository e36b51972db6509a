field "contact" "priority" { type = enum("low", "high") }
field "contact" "partner" { type = bool }
field "contact" "email" { type = email }

lifecycle "lead" {
  title  = "Lead"
  domain = "lead"
  object = object.contact

  stage "nurture" {
    label = "Nurture"
    owner = role.marketing_ops

    entry "in" {
      description = "The team has agreed that the record belongs here."
    }

    exit "out" {
      description = "The next step is agreed."
    }
  }

  stage "mql" {
    label = "MQL"
    owner = role.sdr

    entry "in" {
      description = "The team has agreed that the record belongs here."
    }

    exit "out" {
      description = "The next step is agreed."
    }
  }
}

automation "mql_priority" {
  title   = "MQLs first"
  trigger = entering(stage.lead.mql)
  when    = !contact.partner
  owner   = role.revops

  action "priority" {
    do    = "set_field"
    field = contact.priority
    value = "high"
  }
}

automation "partner_priority" {
  title   = "Leads of partners later"
  trigger = entering(stage.lead.mql)
  when    = contact.partner
  owner   = role.revops

  action "priority" {
    do    = "set_field"
    field = contact.priority
    value = "low"
  }
}

automation "back" {
  title   = "MQLs without an answer back to nurture"
  trigger = entering(stage.lead.mql)
  owner   = role.revops

  action "wait" {
    do    = "wait"
    after = "30d"
  }

  action "move" {
    do    = "move_to"
    stage = stage.lead.nurture
  }
}

automation "forth" {
  title   = "Nurtured leads with an address are MQLs"
  trigger = entering(stage.lead.nurture)
  owner   = role.revops

  action "move" {
    do    = "move_to"
    stage = stage.lead.mql
  }
}
