field "contact" "budget" {
  type   = currency
  source = "Asked in the qualifying conversation"
}

field "contact" "buying_role" { type = enum("decides", "advises", "uses") }

field "contact" "utm_term" {
  type  = text
  usage = "The words that were searched for; marketing looks at them when it plans a campaign."
}

source "form" {
  type  = "form"
  fills = [contact.utm_term]
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
    owner    = role.sdr
    requires = [contact.budget, contact.buying_role]
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
