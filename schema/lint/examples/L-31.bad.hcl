lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "lead" {
    owner = role.marketing_ops
    entry "known" { description = "Name and address are known." }
    exit "scored" { then = stage.lead.mql }
  }

  stage "mql" {
    owner = role.marketing_ops
    entry "scored" { description = "The score reaches the threshold." }
    exit "accepted" { then = stage.lead.sql }

    exit "cold" {
      description = "The person went quiet."
      then        = stage.lead.lead # L-31
    }
  }

  stage "sql" {
    owner = role.sdr
    entry "conversation" { description = "A qualifying conversation was held." }
  }
}

handoff "mql_to_sql" {
  from     = stage.lead.mql
  to       = stage.lead.sql
  decision = "Will Sales work it?"
  owner    = role.sdr

  outcome "rejected" { # L-31
    description = "Sales does not want it."
  }
}

status "contact" "disqualified" { # L-31
  label  = "Disqualified"
  closed = true
}
