# What the examples of the language reference refer to.
team "revenue" {
  title = "Revenue"

  member "ana" {
    title       = "Ana Reyes"
    identity    = "ana@acme.example"
    role        = role.sdr
    territories = ["EMEA"]
  }
}

role "sdr" {
  title   = "Sales development"
  team    = team.revenue
  manager = role.vp_sales
}

role "ae" {
  title = "Account executive"
  team  = team.revenue
}

role "csm" { title = "Customer success" }
role "revops" { title = "Revenue operations" }
role "vp_sales" { title = "VP Sales" }
role "vp_marketing" { title = "VP Marketing" }

calendar "office" {
  time_zone = "Europe/Berlin"
  hours     = { weekdays = "09:00-17:00" }
}

field "contact" "email" { type = email }
field "contact" "requested_demo" { type = bool }
field "contact" "first_contacted_at" { type = datetime }
field "contact" "fit_score" { type = number }
field "contact" "engagement_score" { type = number }
field "contact" "revisit_on" { type = date }
field "company" "industry" { type = enum("software", "fintech", "other") }
field "company" "region" { type = enum("EMEA", "AMER", "APAC") }
field "company" "health" { type = number }
field "deal" "amount" { type = currency }
field "deal" "discount" { type = percent }
field "deal" "close_date" { type = date }

lifecycle "lead" {
  title        = "Lead lifecycle"
  domain       = "lead"
  object       = object.contact
  forward_only = true

  stage "mql" {
    label = "Marketing qualified"
    owner = role.revops

    entry "qualified" {
      when = contact.requested_demo
    }

    exit "accepted" {
      description = "Sales accepts the lead."
      then        = stage.lead.sal
    }
  }

  stage "sal" {
    label = "Sales accepted"
    owner = role.sdr

    entry "accepted" {
      description = "The representative agrees to work the lead."
    }

    exit "opportunity" {
      description = "There is a deal."
      then        = pipeline.sales
    }
  }

  stage "disqualified" {
    owner   = role.revops
    outcome = "disqualified"
    reasons = reasons.rejection

    entry "unfit" {
      description = "The lead will not buy."
    }
  }
}

pipeline "sales" {
  title = "New business"

  stage "discovery" {
    owner       = role.ae
    probability = 20

    entry "need" {
      description = "A need is confirmed."
    }

    exit "agreed" {
      description = "The buyer has decided."
    }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"

    entry "signed" {
      description = "The contract is signed."
    }
  }

  stage "lost" {
    owner       = role.ae
    probability = 0
    outcome     = "lost"
    reasons     = reasons.rejection

    entry "declined" {
      description = "The buyer declined."
    }
  }
}

reasons "rejection" {
  kind = "rejection"
  code "no_budget" { label = "No budget" }
  code "no_fit" { label = "No fit" }
}

sla "first_touch" {
  starts = entering(stage.lead.mql)
  stops  = set(contact.first_contacted_at)
  within = "4h"
}

queue "inbound" {
  object = object.contact
  team   = team.revenue
}

routing "leads" {
  object   = object.contact
  fallback = queue.inbound
}

metric "mql_to_sal" {
  category = "conversion"
  from     = stage.lead.mql
  to       = stage.lead.sal
}

system "crm" {
  type            = "crm"
  source_of_truth = true
}

sequence "welcome" {
  object = object.contact

  step "hello" {
    do      = "send"
    message = "Welcome!"
  }
}
