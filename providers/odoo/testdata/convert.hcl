# Leads that become deals in the first stage of a pipeline.

architecture "convert" {
  title   = "Convert"
  version = "1.0.0"
}

team "sales" {
  title = "Sales"

  member "amy" {
    identity = "amy@work.example"
    role     = role.sdr
  }

  member "cara" {
    identity = "cara@work.example"
    role     = role.ae
  }
}

role "sdr" { title = "SDR" }
role "ae" { title = "AE" }

object "deal" {
  belongs_to = [object.lead]
}

field "lead" "note" { type = text }
field "lead" "email" { type = email }
field "lead" "answered" { type = text }
field "deal" "need" { type = text }
field "deal" "budget" { type = number }
field "deal" "source" { type = enum("web", "list") }
field "deal" "hint" { type = text }
field "deal" "moved_by" { type = text }
field "deal" "called_at" { type = datetime }

lifecycle "leads" {
  domain = "lead"
  object = object.lead

  stage "fresh" {}
  stage "qualified" {}
}

pipeline "sales" {
  object = object.deal

  audit {
    by = deal.moved_by
  }

  stage "open" {
    requires = [deal.need]

    entry "money" {
      description = "There is a budget."
      when        = deal.budget >= 1
    }
  }

  stage "offer" {}
}

lifecycle "accounts" {
  domain       = "company"
  object       = object.company
  rollup       = lifecycle.leads
  forward_only = true

  stage "known" { follows = [stage.leads.fresh] }
  stage "prospect" { follows = [stage.leads.qualified] }
}

handoff "qualified" {
  from  = stage.leads.qualified
  to    = stage.sales.open
  owner = role.ae
  owes  = [deal.source]

  carry {
    from = lead.note
    to   = deal.hint
  }
}

sla "call" {
  starts = entering(stage.sales.open)
  stops  = set(deal.called_at)
  within = "4h"
  clock  = "elapsed"
}

automation "hello" {
  trigger = entering(stage.sales.open)

  action "call" {
    do      = "create_task"
    to      = role.ae
    message = "Call."
  }
}

automation "answer" {
  trigger = set(lead.email)

  action "mark" {
    do    = "set_field"
    field = lead.answered
    value = "yes"
  }
}
