architecture "all" {
  title   = "All nine checks"
  version = "1.0.0"
}

team "sales" {
  title = "Sales"
  member "ana" {
    identity = "ana@sales.example"
    role     = role.sdr
  }
  member "bo" {
    identity = "bo@sales.example"
    role     = role.ae
  }
}

role "sdr" {
  title = "Sales development"
  team  = team.sales
}

role "ae" {
  title = "Account executive"
  team  = team.sales
}

field "contact" "email" {
  type  = email
  owner = role.sdr
}

field "contact" "band" {
  label = "Band"
  type  = enum("A", "B", "C")
  owner = role.sdr
}

field "deal" "amount" {
  type  = currency
  owner = role.ae
}

status "contact" "open" { label = "Open" }
status "contact" "busy" { label = "Busy" }

reasons "declined" {
  kind = "rejection"
  code "no_budget" { label = "No budget" }
}

reasons "lost" {
  kind = "loss"
  code "price" { label = "Price" }
}

lifecycle "lead" {
  domain       = "lead"
  object       = object.contact
  forward_only = true

  stage "new" {
    owner = role.sdr
    entry "any" { description = "Somebody wrote to us." }
    exit "reply" { then = stage.lead.working }
  }

  stage "working" {
    owner = role.sdr
    entry "mail" { when = is_set(contact.email) }
    exit "good" { then = stage.lead.qualified }
  }

  stage "qualified" {
    owner = role.ae
    entry "band" { when = contact.band == "A" }
    exit "sold" { then = stage.lead.customer }
  }

  stage "customer" {
    owner = role.ae
    entry "any" { description = "They signed." }
    exit "told" { then = stage.lead.welcomed }
  }

  stage "welcomed" {
    owner = role.ae
    entry "any" { description = "They were told so." }
  }
}

lifecycle "company" {
  domain = "company"
  object = object.company
  rollup = lifecycle.lead

  stage "known" {
    owner   = role.sdr
    follows = [stage.lead.new]
    entry "any" { description = "We know of it." }
  }

  stage "engaged" {
    owner   = role.ae
    follows = [stage.lead.working, stage.lead.qualified]
    entry "any" { description = "We talk." }
  }
}

pipeline "sales" {
  domain = "sales"
  object = object.deal

  stage "open" {
    owner       = role.ae
    probability = 20
    entry "any" { description = "There is a deal." }
    exit "won" { then = stage.sales.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "amount" { when = deal.amount > 0 }
  }

  stage "lost" {
    owner       = role.ae
    probability = 0
    outcome     = "lost"
    reasons     = reasons.lost
    entry "said" { description = "They said no." }
  }
}

handoff "accept" {
  from  = stage.lead.working
  to    = stage.lead.qualified
  owner = role.ae
}

handoff "recycle" {
  from    = stage.lead.qualified
  to      = stage.lead.new
  owner   = role.sdr
  recycle = true
  reasons = reasons.declined
}

automation "welcome" {
  trigger = entering(stage.lead.customer)
  owner   = role.ae
  action "move" {
    do    = "move_to"
    stage = stage.lead.welcomed
  }
}

metric "leads" {
  title    = "Leads"
  category = "production"
  stage    = stage.lead.new
  unit     = "count"
  owner    = role.sdr
}

dashboard "funnel" {
  title    = "Funnel"
  audience = [role.ae]
  metrics  = [metric.leads]
}
