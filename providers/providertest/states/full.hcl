architecture "conformance" {
  title    = "Conformance"
  version  = "2.0.0"
  calendar = calendar.office
}

calendar "office" {
  time_zone = "Europe/Berlin"
  hours     = { weekdays = "09:00-17:00", saturday = "10:00-12:00" }
  holidays  = ["2026-12-25"]
}

team "sales" {
  title = "Vertrieb & Verkauf"

  member "ana" {
    title    = "Ana Núñez"
    identity = "ana@sales.example"
    role     = role.sdr
    skills   = ["es", "日本語"]
    capacity = 20
  }
}

role "sdr" {
  title = "Développement des ventes"
  team  = team.sales
}

role "ae" {
  title   = "Αντιπρόσωπος"
  team    = team.sales
  manager = role.sdr
}

field "contact" "score" {
  label      = "Punktzahl 😀"
  type       = number
  owner      = role.sdr
  validation = contact.score >= 0
  message    = "Не меньше нуля"
}

field "contact" "source" {
  type  = text
  owner = role.ae
}

field "deal" "amount" {
  type  = currency
  owner = role.ae
}

field "deal" "lost_reason" {
  type  = enum("price", "other")
  owner = role.ae

  option "price" {
    label       = "Prix trop élevé"
    description = "They found something \"cheaper\"."
  }
}

reasons "lost" {
  kind   = "loss"
  object = object.deal
  field  = deal.lost_reason

  code "price" {
    label = "Preis"
  }

  code "other" {
    label = "その他"
  }
}

queue "inbound" {
  object = object.contact
  team   = team.sales
}

lifecycle "lead" {
  title        = "Lead lifecycle — Übersicht"
  domain       = "lead"
  object       = object.contact
  forward_only = true

  stage "new" {
    label      = "Новый"
    definition = "Somebody we have heard of."
    owner      = role.sdr
    entry "any" { description = "A person decides." }
    exit "scored" { when = scoring.lead.meets.mql }
  }

  stage "qualified" {
    label      = "有資格"
    definition = "Worth a deal."
    golden     = true
    owner      = role.ae
    entry "scored" { when = scoring.lead.meets.mql && lifecycle.lead < stage.lead.qualified }
    exit "deal" { description = "There is a deal." }
  }
}

pipeline "sales" {
  domain = "sales"
  object = object.deal

  stage "open" {
    definition  = "There is a deal."
    owner       = role.ae
    probability = 20
    forecast    = "pipeline"
    entry "amount" { when = deal.amount > 0 }
    exit "closed" { description = "It is won or lost." }
  }

  stage "won" {
    definition  = "They have signed."
    owner       = role.ae
    probability = 100
    forecast    = "closed"
    outcome     = "won"
    entry "signed" { description = "A person decides." }
    exit "never" { description = "It stays." }
  }

  stage "lost" {
    definition  = "They will not sign."
    owner       = role.ae
    probability = 0
    forecast    = "closed"
    outcome     = "lost"
    reasons     = reasons.lost
    entry "said" { description = "A person decides." }
    exit "never" { description = "It stays." }
  }
}

scoring "lead" {
  object = object.contact

  dimension "fit" {
    signal "source" {
      points = 20
      when   = contact.source == "referral"
    }
    signal "mailbox" {
      points = -10
      when   = contact.source == "list"
    }
  }

  dimension "engagement" {
    signal "demo" {
      points = 40
      event  = "demo_requested"
      decay  = { half_life = "30d" }
    }
  }

  threshold "mql" {
    fit        = 20
    engagement = 20
  }
}

sla "first_touch" {
  starts = entering(stage.lead.qualified)
  stops  = set(contact.source)
  within = "4h"

  escalate {
    after  = "4h"
    notify = [role.ae, team.sales]
  }
}

handoff "to_ae" {
  from  = stage.lead.new
  to    = stage.lead.qualified
  owner = role.ae
  owes  = [contact.source]
  sla   = sla.first_touch
}

routing "lead" {
  object   = object.contact
  trigger  = entering(stage.lead.qualified)
  fallback = queue.inbound

  rule "referral" {
    when = contact.source == "referral"
    to   = role.ae
  }
}

automation "assign" {
  trigger = reaches(scoring.lead.mql)

  action "move" {
    do    = "move_to"
    stage = stage.lead.qualified
  }

  action "mark" {
    do    = "set_field"
    field = contact.source
    value = "referral"
  }
}
