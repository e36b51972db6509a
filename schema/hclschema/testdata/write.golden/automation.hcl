automation "all" {
  trigger = every("9d")

  action "text" {
    do    = "set_field"
    field = contact.country
    value = "Austria"
  }

  action "number" {
    do    = "set_field"
    field = contact.score
    value = 0.25
  }

  action "bool" {
    do    = "set_field"
    field = contact.opted_out
    value = false
  }

  action "list" {
    do    = "set_field"
    field = contact.tags
    value = ["a", "b"]
  }

  action "task" {
    do      = "create_task"
    to      = member.one.gone
    sla     = sla.a
    message = "Call"
  }
}

automation "breach" {
  trigger = breached(sla.a)

  action "tell" {
    do = "notify"
    to = role.owner
  }
}
