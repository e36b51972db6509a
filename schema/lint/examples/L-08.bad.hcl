lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "mql" { # L-08
    label = "MQL"
    owner = role.marketing_ops
    entry "fits" { description = "Fit and interest reach the threshold." }
    exit "qualified" { then = stage.lead.sql }
  }

  stage "sql" {
    label = "SQL"
    owner = role.sdr
    entry "conversation" { description = "The qualifying conversation took place." }
  }
}

handoff "mql_to_sql" {
  from  = stage.lead.mql
  to    = stage.lead.sql
  owner = role.sdr
}
