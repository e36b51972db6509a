lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "mql" {
    label = "MQL"
    owner = role.marketing_ops
    entry "score" { description = "The score is high enough." }
    exit "qualified" { then = stage.lead.sql }
  }

  stage "sql" {
    label = "SQL"
    owner = role.sdr
    entry "call" { description = "Need, budget and time are confirmed on a call." }
    exit "deal" { description = "A deal is created." }
  }
}

# Sales accepts leads here without a stage for it.
metric "acceptance" {
  title    = "Acceptance"
  category = "conversion"
  formula  = "SALs / MQLs" # L-50

  benchmark "target" {
    low    = 70
    high   = 850 # L-50
    source = "Own target"
  }
}

metric "mql_to_sql" { # L-50
  title    = "MQL to SQL"
  category = "conversion"
  formula  = "SQLs / MQLs"
  from     = stage.lead.mql
  to       = stage.lead.sql
}
