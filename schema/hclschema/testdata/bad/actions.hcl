automation "x" {
  trigger = entering(stage.lead.mql)

  action "a" {
    do    = "set_field"
    field = company.industry
    value = "softwar" # ERR SC0105: company.industry cannot be "softwar"
  }

  action "b" { # ERR SC0103: automation.x.action.b needs field # ERR SC0103: automation.x.action.b needs value
    do = "set_field"
  }

  action "c" {
    do    = "move_to"
    stage = stage.lead.sal
    field = contact.email # ERR SC0117: do = "move_to" has no use for field
  }

  action "d" { # ERR SC0103: automation.x.action.d needs after
    do = "wait"
  }
}
