lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "mql" {
    label = "MQL"
    owner = role.marketing_ops
    entry "fits" { description = "Fit and interest reach the threshold." }
    exit "accepted" { then = stage.lead.sal }
  }

  stage "sal" {
    label = "Sales Accepted Lead"
    owner = role.sdr
    entry "accepted" { description = "An SDR has looked at the lead and agrees to work on it." }
    exit "qualified" { then = stage.lead.sql }
  }

  stage "sql" {
    label = "SQL"
    owner = role.sdr
    entry "conversation" { description = "The qualifying conversation took place." }
  }
}

# Partner leads need no stage in between: the handoff has a clock, and a code for a no.
lifecycle "partner_lead" {
  domain = "lead"
  object = object.lead

  stage "partner_mql" {
    label = "Partner MQL"
    owner = role.marketing_ops
    entry "introduced" { description = "A partner made the introduction." }
    exit "qualified" { then = stage.partner_lead.partner_sql }
  }

  stage "partner_sql" {
    label = "Partner SQL"
    owner = role.ae
    entry "conversation" { description = "The qualifying conversation took place." }
  }
}

handoff "partner_mql_to_sql" {
  from    = stage.partner_lead.partner_mql
  to      = stage.partner_lead.partner_sql
  owner   = role.ae
  sla     = sla.partner_answer
  reasons = reasons.rejection
}

sla "partner_answer" {
  starts = entering(stage.partner_lead.partner_mql)
  stops  = leaving(stage.partner_lead.partner_mql)
  within = "2d"
  clock  = "elapsed"
}

reasons "rejection" {
  kind = "rejection"
  code "no_fit" { label = "No fit" }
  code "no_answer" { label = "No answer" }
}
