variable "limit" {
  type    = number
  default = 4
}

locals {
  hot = contact.score > 3 && !contact.opted_out
}

architecture "awkward" {
  title       = "Awkward $${values} and \"quotes\""
  version     = "1.0.0-rc.1"
  calendar    = calendar.utc
  description = <<-EOT
    Several lines
      with an indent,

    and $${dollars}.
  EOT
  objective   = "a\nb\nc"

  intake {
    team_sizes       = { sales = 12, "customer success" = 3.5 }
    proof_of_concept = true
    pain_points      = ["Leads are lost between marketing and sales", "Nobody trusts the numbers", "Every team has its own stage names"]
  }
}

calendar "utc" {
  time_zone = "UTC"
  hours     = { everyday = "00:00-24:00" }
}

role "owner" { title = "Owner" }

team "one" {
  member "gone" {
    identity = "gone@acme.example"
    active   = false
  }
}

field "contact" "score" { type = number }
field "contact" "opted_out" { type = bool }
field "contact" "email" {
  type       = email
  validation = matches(contact.email, "^[^@]+@[^@]+$")
  message    = "Write an address."
}
field "contact" "country" {
  type = enum("Argentina", "Australia", "Austria", "Brazil", "Canada", "Denmark", "Germany", "United \"Kingdom\"", "100% of ${"$"}{it}")
}
field "contact" "tags" { type = multi_enum("a", "b") }
field "contact" "boss" { type = reference(object.contact) }
field "contact" "called_at" { type = datetime }

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "new" {
    owner  = team.one
    number = 0
    entry "all" {
      when = at_least(2, local.hot, contact.country == "Austria", any(deal, pipeline.sales >= stage.sales.won)) || is_set(contact.email)
    }
    exit "any" {
      when = lifecycle.lead == stage.lead.new && scoring.lead.meets.good && scoring.lead.total > -5
      then = lifecycle.lead
    }
  }

  stage "old" {
    owner = role.owner
    entry "age" {
      when = days_since(contact.created_at) > 365 * 2
    }
  }
}

pipeline "sales" {
  stage "won" {
    owner       = role.owner
    probability = 100
    outcome     = "won"
    entry "x" {}
  }
}

scoring "lead" {
  object = object.contact
  dimension "fit" {
    cap   = 0
    floor = -100
    signal "a" {
      points = -1.5
      when   = contact.opted_out
    }
    signal "b" {
      points    = 2
      event     = "Demo requested"
      max_count = 3
      decay     = { per = "1mo", points = 0.5, expires = "1y6mo" }
    }
  }
  threshold "good" { total = 3 }
}

sla "a" {
  starts = reaches(scoring.lead.good)
  stops  = changed(contact.owner)
  within = "${var.limit}h"
  clock  = "elapsed"
}

automation "all" {
  trigger = every("1w2d")
  action "text" {
    do    = "set_field"
    field = contact.country
    value = "Austria"
  }
  action "number" {
    do    = "set_field"
    field = contact.score
    value = 0.25
  }
  action "bool" {
    do    = "set_field"
    field = contact.opted_out
    value = false
  }
  action "list" {
    do    = "set_field"
    field = contact.tags
    value = ["a", "b"]
  }
  action "task" {
    do      = "create_task"
    to      = member.one.gone
    message = "Call"
    sla     = sla.a
  }
}

automation "breach" {
  trigger = breached(sla.a)
  action "tell" {
    do = "notify"
    to = role.owner
  }
}

environment "test" {
  crm "sandbox" {
    path    = env.SANDBOX
    retries = 3
    nested  = { a = [1, "two", true], "b c" = "d" }
    ignore  = ["x/*"]
  }
  guard {
    golden         = false
    delete_percent = 0
  }
}

question "all" {
  text   = "What?"
  blocks = [contact.email, stage.lead.new, handoff.over, scoring.lead]
}

handoff "over" {
  from  = stage.lead.new
  to    = stage.lead.old
  owner = role.owner
  owes  = [contact.email, contact.country, contact.tags, contact.boss, contact.called_at, contact.score]
}

moved {
  from = stage.lead.older
  to   = stage.lead.old
}
