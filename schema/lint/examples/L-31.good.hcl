reasons "rejection" {
  kind = "rejection"
  code "no_fit" {}
  code "wrong_person" {}
}

reasons "recycling" {
  kind = "recycling"
  code "went_quiet" { retry_after = "90d" }
}

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
      then        = stage.lead.lead
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

  outcome "rejected" {
    description = "Sales does not want it."
    reasons     = reasons.rejection
  }
}

handoff "mql_recycled" {
  from    = stage.lead.mql
  to      = stage.lead.lead
  owner   = role.marketing_ops
  reasons = reasons.recycling
  recycle = true
}

status "contact" "disqualified" {
  label   = "Disqualified"
  closed  = true
  reasons = reasons.rejection
}

status "contact" "customer" {
  label  = "Customer"
  closed = true
}
