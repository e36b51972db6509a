sla "x" {
  starts = entering(stage.lead.mql)
  stops  = entering(stage.lead.mql) # ERR SC0105: sla.x stops at what starts it
  within = "1h"
  target = "2h" # ERR SC0105: The target of sla.x is not shorter than its limit

  escalate {
    after  = "2h"
    notify = [role.ae]
  }

  escalate { # ERR SC0103: An escalation does nothing
    after = "1h" # ERR SC0105: Escalations are out of order
  }
}
