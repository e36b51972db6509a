# Everything that automation rules do, in small: TestRealWork watches it on real records.

architecture "work" {
  title   = "Work"
  version = "1.0.0"
}

team "sales" {
  title = "Sales"

  member "amy" {
    identity    = "amy@work.example"
    role        = role.sdr
    territories = ["east"]
    skills      = ["en"]
    capacity    = 2
  }

  member "bo" {
    identity    = "bo@work.example"
    role        = role.sdr
    territories = ["West"]
    skills      = ["en", "fr"]
  }

  member "cara" {
    identity = "cara@work.example"
    role     = role.ae
  }

  member "dev" {
    identity = "dev@work.example"
    role     = role.manager
  }
}

role "sdr" { title = "SDR" }
role "ae" { title = "AE" }
role "manager" { title = "Manager" }
role "nobody_yet" { title = "Still to be hired" }

field "contact" "region" { type = enum("east", "west", "north") }
field "contact" "languages" { type = multi_enum("en", "fr", "de") }
field "contact" "source" { type = enum("web", "list", "event") }
field "contact" "budget" { type = number }
field "contact" "named" { type = bool }
field "contact" "basis" { type = text }
field "contact" "assigned_at" { type = datetime }
field "contact" "called_at" { type = datetime }
field "contact" "again_on" { type = date }
field "contact" "fit" { type = number }
field "contact" "total" { type = number }
field "contact" "band" { type = enum("A", "B") }
field "contact" "moved_by" { type = text }
field "contact" "moved_at" { type = datetime }
field "contact" "email" { type = email }
field "contact" "note" { type = text }
field "contact" "hint" { type = text }

field "contact" "share" {
  type       = number
  validation = round(contact.share / 3, 1) <= 10
  message    = "The share is at most 30."
}

field "company" "size" { type = number }
field "deal" "amount" { type = currency }
field "deal" "need" { type = text }
field "deal" "discount" { type = percent }
field "deal" "hint" { type = text }

queue "sdr" {
  object   = object.contact
  team     = team.sales
  role     = role.sdr
  capacity = 3
}

queue "triage" {
  object = object.contact
  role   = role.manager
}

routing "mql" {
  object      = object.contact
  trigger     = entering(stage.people.mql)
  assigned_at = contact.assigned_at
  basis       = contact.basis
  fallback    = queue.triage

  rule "named" {
    when   = contact.named
    to     = queue.sdr
    method = "account_based"
  }

  rule "language" {
    when   = is_set(contact.languages)
    to     = queue.sdr
    method = "skill_based"
    by     = contact.languages
  }

  rule "territory" {
    when   = is_set(contact.region)
    to     = queue.sdr
    method = "territory"
    by     = contact.region
  }

  rule "web" {
    when = contact.source == "web"
    to   = queue.sdr
  }
}

scoring "fit" {
  object = object.contact
  total  = contact.total

  dimension "fit" {
    field = contact.fit
    cap   = 100

    signal "budget" {
      points = 60
      when   = contact.budget >= 1000
    }

    signal "list" {
      points = -10
      when   = contact.source == "list"
    }

    signal "size" {
      points = 20
      when   = company.size >= 50
    }
  }

  dimension "engagement" {
    signal "demo" {
      points = 30
      event  = "demo"
    }
  }

  band "A" {
    dimension = "total"
    min       = 60
    field     = contact.band
  }

  band "B" {
    dimension = "total"
    field     = contact.band
  }

  threshold "ready" {
    total = 60
  }
}

lifecycle "people" {
  domain       = "lead"
  object       = object.contact
  forward_only = true
  no_skip      = true

  audit {
    by = contact.moved_by
    at = contact.moved_at
  }

  stage "lead" {}

  stage "mql" {
    requires = [contact.email]

    entry "ready" {
      description = "The score is there."
      when        = scoring.fit.meets.ready
    }
  }

  stage "sql" {
    owner = role.sdr
  }

  stage "buyer" {}

  stage "waiting" {
    outcome = "holding"
    revisit = contact.again_on
  }

  stage "out" {
    outcome = "disqualified"
    reasons = reasons.out
  }
}

lifecycle "accounts" {
  domain = "company"
  object = object.company
  rollup = lifecycle.people

  stage "cold" { follows = [stage.people.lead] }
  stage "warm" { follows = [stage.people.mql, stage.people.sql] }
  stage "client" { follows = [stage.people.buyer] }
}

reasons "out" {
  kind   = "disqualification"
  object = object.contact
  code "no_fit" {}
  code "no_budget" {}
}

reasons "loss" {
  kind   = "loss"
  object = object.deal
  code "price" {}
  code "timing" {}
}

status "contact" "new" { order = 1 }
status "contact" "working" { order = 2 }

status "contact" "closed" {
  order   = 3
  reasons = reasons.out
}

handoff "accepted" {
  from  = stage.people.mql
  to    = stage.people.sql
  owner = role.sdr
  owes  = [contact.source]

  carry {
    from = contact.note
    to   = contact.hint
  }

  outcome "no" {
    to      = stage.people.lead
    reasons = reasons.out
  }
}

handoff "to_ae" {
  from  = stage.people.sql
  to    = stage.people.buyer
  owner = role.ae
}

automation "promote" {
  trigger = reaches(scoring.fit.ready)
  when    = lifecycle.people < stage.people.mql

  action "up" {
    do    = "move_to"
    stage = stage.people.mql
  }
}

automation "received" {
  trigger = entering(stage.people.mql)

  action "state" {
    do     = "set_status"
    status = status.contact.working
  }

  action "call" {
    do      = "create_task"
    to      = role.sdr
    message = "Call the person."
  }

  action "tell" {
    do      = "notify"
    to      = role.manager
    message = "There is an MQL."
  }
}

automation "back" {
  trigger = entering(stage.people.lead)

  action "anew" {
    do      = "reset_score"
    scoring = scoring.fit
  }
}

automation "big" {
  trigger = set(deal.amount)
  when    = deal.amount > 10000

  action "mark" {
    do    = "set_field"
    field = deal.hint
    value = "big"
  }

  action "boss" {
    do = "assign"
    to = role.manager
  }
}

sla "first_call" {
  starts = entering(stage.people.mql)
  stops  = set(contact.called_at)
  within = "4h"
  clock  = "elapsed"

  variant "web" {
    when   = contact.source == "web"
    within = "1h"
  }

  escalate {
    after    = "2h"
    notify   = [role.manager]
    reassign = queue.triage
    action   = "Look at it."
  }
}

automation "late" {
  trigger = breached(sla.first_call)

  action "state" {
    do    = "set_field"
    field = contact.hint
    value = "late"
  }
}

pipeline "sales" {
  forward_only = true

  stage "open" {
    stale_after = "14d"
  }

  stage "offer" {
    requires = [deal.amount, deal.need]
  }

  stage "won" {
    outcome = "won"
  }

  stage "lost" {
    outcome = "lost"
    reasons = reasons.loss
  }
}

approval "desk" {
  object = object.deal
  before = stage.sales.won

  trigger "discount" {
    when = deal.discount > 20
  }

  tier "all" {
    approvers = [role.manager]
  }
}
