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

handoff "mql_to_sal" { # L-42
  from     = stage.lead.mql
  to       = stage.lead.sal
  decision = "Will Sales work this lead?"
  owner    = role.sdr
}

handoff "sal_to_sql" { # L-42
  from  = stage.lead.sal
  to    = stage.lead.sql
  owner = role.ae

  raci {
    responsible = [role.sdr]
  }
}
