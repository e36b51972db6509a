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
    state = "assumed"

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
  trigger = entering(stage.lead.mql) # L-41
  state   = "confirmed"
  owner   = role.revops

  action "task" {
    do      = "create_task"
    to      = role.sdr
    message = "First contact with this lead."
  }
}
