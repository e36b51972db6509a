architecture "small" {
  title    = "Small"
  version  = "1.0.0"
  steward  = role.sdr
  calendar = calendar.office
}

team "sales" {
  title = "Sales"

  member "ana" {
    title    = "Ana"
    identity = "ana@acme.example"
    role     = role.sdr
  }
  member "bob" {
    title    = "Bob"
    identity = "bob@acme.example"
    role     = role.sdr
  }
  member "carl" {
    title    = "Carl"
    identity = "carl@acme.example"
    role     = role.ae
  }
  member "dora" {
    title    = "Dora"
    identity = "dora@acme.example"
    role     = role.ae
    active   = false
  }
}

role "sdr" {
  title = "Sales development representative"
  team  = team.sales
}
role "ae" {
  title = "Account executive"
  team  = team.sales
}
role "manager" {
  title = "Manager"
  team  = team.sales
}

calendar "office" {
  time_zone = "Europe/Berlin"
  hours     = { weekdays = "09:00-17:00" }
}

field "company" "name" {
  type = text
}
field "company" "industry" {
  type = enum("software", "fintech", "retail")
}
field "contact" "email" {
  type     = email
  required = true
}
field "contact" "job_title" {
  type = text
}
field "contact" "fit_score" {
  type = number
}
field "contact" "engagement_score" {
  type = number
}
field "contact" "nps" {
  type       = number
  validation = contact.nps >= 0 && contact.nps <= 10
  message    = "NPS is from 0 to 10."
}
field "contact" "first_contacted_at" {
  type = datetime
}
field "contact" "revisit_on" {
  type = date
}
field "contact" "accepted_on" {
  type = date
}
field "deal" "name" {
  type = text
}
field "deal" "amount" {
  type = currency
}
field "deal" "close_date" {
  type = date
}
field "deal" "segment" {
  type = text
}
field "deal" "loss_note" {
  type = long_text
}

reasons "rejection" {
  kind   = "rejection"
  object = object.contact
  code "no_budget" { label = "No budget" }
  code "wrong_person" { label = "Wrong person" }
}
reasons "loss" {
  kind   = "loss"
  object = object.deal
  code "price" { label = "Price" }
}
reasons "push" {
  kind   = "close_date_push"
  object = object.deal
  code "legal" { label = "Legal review" }
}

scoring "lead" {
  object = object.contact
  dimension "fit" {
    field = contact.fit_score
    signal "industry" {
      points = 50
      when   = contains(["software", "fintech"], company.industry)
    }
    signal "title" {
      points = 20
      when   = is_set(contact.job_title)
    }
    signal "student" {
      points = -40
      when   = ends_with(contact.email, ".edu")
    }
  }
  dimension "engagement" {
    field = contact.engagement_score
    signal "demo" {
      points = 40
      event  = "demo_requested"
      decay  = { half_life = "30d" }
    }
  }
  threshold "mql" {
    fit        = 50
    engagement = 40
  }
}

lifecycle "lead" {
  title        = "Lead lifecycle"
  domain       = "lead"
  object       = object.contact
  forward_only = true

  stage "known" {
    label = "Known"
    owner = role.sdr
    entry "agreed" { description = "People judge." }
    exit "done" { description = "People judge." }
  }
  stage "mql" {
    label    = "Marketing qualified"
    short    = "MQL"
    owner    = role.sdr
    requires = [contact.job_title]
    entry "qualified" {
      description = "Fit and engagement reach the threshold."
      when        = scoring.lead.meets.mql
    }
    exit "done" { description = "People judge." }
  }
  stage "sal" {
    label = "Sales accepted"
    short = "SAL"
    owner = role.ae
    entry "agreed" { description = "People judge." }
    exit "done" { description = "People judge." }
  }
  stage "later" {
    label   = "Later"
    owner   = role.sdr
    outcome = "holding"
    revisit = contact.revisit_on
    exit "done" { description = "People judge." }
    entry "agreed" { description = "People judge." }
  }
  stage "rejected" {
    label   = "Rejected"
    owner   = role.sdr
    outcome = "disqualified"
    reasons = reasons.rejection
    entry "agreed" { description = "People judge." }
  }
}

lifecycle "account" {
  domain = "company"
  object = object.company
  rollup = lifecycle.lead
  stage "known" {
    owner = role.sdr
    entry "agreed" { description = "People judge." }
    exit "done" { description = "People judge." }
  }
  stage "mql" {
    owner = role.sdr
    entry "agreed" { description = "People judge." }
    exit "done" { description = "People judge." }
  }
  stage "sal" {
    owner = role.ae
    entry "agreed" { description = "People judge." }
    exit "done" { description = "People judge." }
  }
}

pipeline "new" {
  title  = "New business"
  object = object.deal
  stage "open" {
    label = "Open"
    owner = role.ae
    entry "agreed" { description = "People judge." }
    exit "done" { description = "People judge." }
  }
  stage "proposal" {
    label    = "Proposal"
    owner    = role.ae
    requires = [deal.amount]
    entry "agreed" { description = "People judge." }
    exit "done" { description = "People judge." }
  }
  stage "won" {
    owner   = role.ae
    outcome = "won"
    entry "agreed" { description = "People judge." }
  }
  stage "lost" {
    owner   = role.ae
    outcome = "lost"
    reasons = reasons.loss
    entry "agreed" { description = "People judge." }
  }
}

handoff "mql_to_sal" {
  from    = stage.lead.mql
  to      = stage.lead.sal
  owner   = role.ae
  owes    = [contact.email]
  sla     = sla.first_touch
  creates = object.deal
  carry {
    from = company.industry
    to   = deal.segment
  }
}

sla "first_touch" {
  title    = "First touch"
  starts   = entering(stage.lead.mql)
  stops    = set(contact.first_contacted_at)
  within   = "4h"
  calendar = calendar.office
  escalate {
    after  = "2h"
    notify = [role.sdr]
  }
  escalate {
    after    = "4h"
    notify   = [role.manager]
    reassign = role.ae
  }
}

hygiene "deals" {
  object          = object.deal
  close_date      = deal.close_date
  close_date_push = reasons.push
}

queue "inbound" {
  title  = "Inbound"
  object = object.contact
  role   = role.sdr
}

routing "inbound" {
  object   = object.contact
  trigger  = created(object.contact)
  fallback = queue.inbound
  rule "fintech" {
    when = company.industry == "fintech"
    to   = member.sales.carl
  }
}

automation "promote" {
  trigger = reaches(scoring.lead.mql)
  action "move" {
    do    = "move_to"
    stage = stage.lead.mql
  }
  action "task" {
    do      = "create_task"
    to      = role.sdr
    message = "Call the lead"
    sla     = sla.first_touch
  }
}

automation "ping" {
  trigger = changed(contact.job_title)
  action "set" {
    do    = "set_field"
    field = contact.accepted_on
    value = "2026-03-02"
  }
  action "mail" {
    do      = "send"
    message = "Hello"
  }
}

automation "pong" {
  trigger = changed(contact.accepted_on)
  action "set" {
    do    = "set_field"
    field = contact.job_title
    value = "Ping"
  }
}

automation "nightly" {
  trigger = every("1d")
  when    = contact.nps < 5
  action "tell" {
    do      = "notify"
    to      = role.manager
    message = "Unhappy"
  }
}

sequence "nurture" {
  object   = object.contact
  starts   = event("newsletter")
  approval = "required"
  step "first" {
    do      = "send"
    message = "One"
  }
  step "second" {
    do      = "send"
    message = "Two"
    after   = "3d"
  }
  exit "reply" {
    on = event("replied")
  }
}
