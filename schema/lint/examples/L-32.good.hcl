field "contact" "moved_by" { type = text }
field "contact" "moved_at" { type = datetime }
field "contact" "move_basis" { type = text }
field "deal" "moved_by" { type = text }
field "deal" "moved_at" { type = datetime }
field "deal" "move_basis" { type = text }

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  audit {
    by    = contact.moved_by
    at    = contact.moved_at
    basis = contact.move_basis
  }

  stage "mql" {
    owner = role.marketing_ops
    entry "scored" { description = "The score reaches the threshold." }
    exit "accepted" { then = stage.lead.sql }
  }

  stage "sql" {
    owner = role.sdr
    entry "conversation" { description = "A qualifying conversation was held." }
  }
}

handoff "mql_to_sql" {
  from  = stage.lead.mql
  to    = stage.lead.sql
  owner = role.sdr
}

pipeline "sales" {
  audit {
    by    = deal.moved_by
    at    = deal.moved_at
    basis = deal.move_basis
  }

  stage "open" {
    owner = role.ae
    entry "met" { description = "The first meeting took place." }
    exit "signed" { then = stage.sales.won }
  }

  stage "won" {
    owner   = role.ae
    outcome = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}
