lifecycle "lead" {
  title  = "Lead"
  domain = "lead"
  object = object.contact

  stage "nurture" {
    label = "Nurture"
    owner = role.marketing_ops
    state = "confirmed"

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
    state = "confirmed"

    entry "in" {
      description = "The team has agreed that the record belongs here."
    }

    exit "out" {
      description = "The next step is agreed."
    }
  }
}

automation "mql_task" {
  title   = "Task for every MQL"
  trigger = entering(stage.lead.mql)
  state   = "confirmed"
  owner   = role.revops

  action "task" {
    do      = "create_task"
    to      = role.sdr
    message = "First contact with this lead."
  }
}

automation "nurture_notice" {
  title   = "Notice for Marketing"
  trigger = leaving(stage.lead.nurture)
  state   = "assumed" # on paper until Marketing has agreed
  owner   = role.revops

  action "tell" {
    do      = "notify"
    to      = role.marketing_ops
    message = "A lead has left nurture."
  }
}
