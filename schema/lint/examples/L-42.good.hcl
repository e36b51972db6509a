sla "acceptance" {
  starts = entering(stage.lead.mql)
  stops  = entering(stage.lead.sal)
  within = "4h"
  clock  = "elapsed"
}

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "mql" {
    owner = role.marketing_ops
    entry "scored" { description = "The score reaches the threshold." }
    exit "accepted" { then = stage.lead.sal }
  }

  stage "sal" {
    owner = role.sdr
    entry "accepted" { description = "An SDR agrees to work the lead." }
    exit "talked" { then = stage.lead.sql }
  }

  stage "sql" {
    owner = role.ae
    entry "conversation" { description = "A qualifying conversation was held." }
  }
}

handoff "mql_to_sal" {
  from     = stage.lead.mql
  to       = stage.lead.sal
  decision = "Will Sales work this lead?"
  owner    = role.sdr
  sla      = sla.acceptance
  tracking = "Stage history; acceptance rate by SDR"
}

# Inside one team: no clock is needed.
handoff "sal_to_sql" {
  from  = stage.lead.sal
  to    = stage.lead.sql
  owner = role.ae

  raci {
    accountable = role.ae
    responsible = [role.sdr]
  }
}
