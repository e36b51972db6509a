field "contact" "budget" { type = currency } # L-26

field "contact" "buying_role" { type = enum("decides", "advises", "uses") }
field "contact" "utm_term" { type = text }

source "form" {
  type  = "form"
  fills = [contact.utm_term] # L-26
}

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "mql" {
    owner    = role.marketing_ops
    requires = [contact.buying_role] # L-26
    entry "scored" { description = "The score reaches the threshold." }
    exit "accepted" { then = stage.lead.sal }
  }

  stage "sal" {
    owner = role.sdr
    entry "accepted" { description = "An SDR agrees to work the lead." }
    exit "talked" { then = stage.lead.sql }
  }

  stage "sql" {
    owner    = role.sdr
    requires = [contact.budget]
    entry "conversation" { description = "A qualifying conversation was held." }
  }
}

handoff "sal_to_sql" {
  from     = stage.lead.sal
  to       = stage.lead.sql
  owes     = [contact.buying_role]
  owner    = role.sdr
  producer = role.sdr
}
