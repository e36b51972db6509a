# Each text is a word of its own, so that a test can look for it.

architecture "a" {
  title                 = "T"
  version               = "1.0.0"
  description           = "M1"
  steward               = role.boss
  council               = [role.boss, role.other]
  calendar              = calendar.c
  current_state         = "M2"
  objective             = "M3"
  annual_contract_value = "M4"
  sales_cycle           = "M5"

  edge_case "e" {
    title    = "M6"
    handling = "M7"
  }

  capability "k" {
    title = "M8"
    from  = "M9"
    to    = "M10"
    owner = role.boss
    kpi   = ["M11"]
    level = 3
  }

  intake {
    crm               = "M12"
    team_sizes        = { t = 1234 }
    current_stages    = ["M13"]
    current_pipelines = ["M14"]
    pain_points       = ["M15"]
    proof_of_concept  = true
    scoring           = "action"
  }
}

calendar "c" {
  title     = "M16"
  time_zone = "Europe/Vienna"
  hours     = { weekdays = "09:00-17:00" }
}

team "t" { title = "M17" }

role "boss" {
  title       = "M18"
  description = "M19"
  holders     = ["m20@example.com"]
}

role "other" { title = "M21" }
role "maker" { title = "M22" }
role "helper" { title = "M23" }
role "kept" { title = "M24" }

system "s" {
  title           = "M25"
  type            = "work_management"
  description     = "M26"
  objects         = [object.deal]
  source_of_truth = true
  condition       = "workaround"
  note            = "M27"
}

source "in" {
  title       = "M28"
  type        = "form"
  creates     = object.contact
  system      = system.s
  owner       = role.maker
  fills       = [contact.mail]
  description = "M29"
  condition   = "dead_end"
  note        = "M30"
}

queue "q" {
  title       = "M31"
  team        = team.t
  description = "M32"
}

field "contact" "mail" {
  label  = "M33"
  type   = email
  source = "M34"
  system = system.s
}

field "contact" "when" {
  label = "M35"
  type  = date
}

field "contact" "mover" {
  label = "M81"
  type  = text
}

field "contact" "moved" {
  label = "M82"
  type  = datetime
}

field "contact" "ground" {
  label = "M83"
  type  = text
}

field "deal" "mail" {
  label = "M36"
  type  = email
}

reasons "no" {
  title  = "M37"
  kind   = "rejection"
  object = object.contact

  code "c" {
    label       = "M38"
    description = "M39"
    retry_after = "30d"
  }
}

lifecycle "l" {
  title = "M40"

  audit {
    by    = contact.mover
    at    = contact.moved
    basis = contact.ground
  }

  description = "M41"
  domain      = "lead"
  object      = object.contact

  stage "one" {
    label       = "M42"
    short       = "M43"
    definition  = "M44"
    owner       = role.maker
    stale_after = "3d"
    aliases     = ["M45"]
    customised  = "M46"
    guidance    = "M47"
    requires    = [contact.when]
    entry "in" { description = "M48" }

    exit "out" {
      description = "M49"
      then        = stage.l.two
    }

    raci {
      accountable = role.boss
      responsible = [role.maker]
      consulted   = [role.helper]
      informed    = [role.kept]
    }
  }

  stage "two" {
    label   = "M50"
    owner   = role.helper
    revisit = contact.when
    outcome = "holding"
    entry "in" { when = is_set(contact.mail) }
  }
}

handoff "h" {
  title        = "M51"
  from         = stage.l.one
  to           = stage.l.two
  decision     = "M52"
  owes         = [contact.mail]
  promise      = "M53"
  owner        = role.helper
  producer     = role.maker
  sla          = sla.c
  tracking     = "M54"
  reasons      = reasons.no
  failure_mode = "M55"
  when         = is_set(contact.when)
  creates      = object.deal
  demotes      = role.kept
  signals      = [source.in]
  condition    = "duplicate"
  note         = "M56"

  carry {
    from = contact.mail
    to   = deal.mail
  }

  outcome "later" {
    description = "M57"
    to          = stage.l.one
    reasons     = reasons.no
    requires    = [contact.when]
  }

  raci {
    accountable = role.boss
    responsible = [role.maker]
  }
}

sla "c" {
  title       = "M58"
  starts      = entering(stage.l.one)
  stops       = entering(stage.l.two)
  within      = "8h"
  target      = "5m"
  when        = is_set(contact.mail)
  owner       = role.boss
  description = "M59"

  variant "v" {
    when   = is_set(contact.when)
    within = "16h"
  }

  escalate {
    after    = "7h"
    notify   = [role.kept]
    reassign = queue.q
    action   = "M60"
  }
}

automation "a" {
  title     = "M61"
  purpose   = "M62"
  trigger   = entering(stage.l.one)
  outcome   = "M63"
  owner     = role.maker
  system    = system.s
  condition = "dead_end"
  note      = "M64"

  action "x" {
    do = "notify"
    to = role.maker
  }
}

term "t" {
  label      = "M65"
  definition = "M66"
  typical    = "M67"
  owner      = role.boss
  domain     = "lead"
}

status "contact" "s" {
  label      = "M68"
  definition = "M69"
  closed     = true
  reasons    = reasons.no
}

question "q" {
  text   = "M70"
  ask    = role.kept
  blocks = [stage.l.one]
  due    = "2027-01-02"
}

question "home" {
  text = "M71"
  kind = "homework"
  ask  = role.helper
  due  = "2027-02-03"
}

question "done" {
  text   = "M72"
  status = "answered"
  answer = "M73"
}

scoring "s" {
  title       = "M74"
  object      = object.contact
  owner       = role.maker
  description = "M75"

  dimension "fit" {
    title = "M76"

    signal "x" {
      points = 5
      when   = is_set(contact.mail)
    }

    signal "y" {
      points = -5
      when   = is_set(contact.when)
    }
  }

  threshold "hot" {
    fit   = 4321
    total = 98
  }
}

review "r" {
  title      = "M77"
  cadence    = "monthly"
  check      = ["x"]
  handled_by = "customer"

  escalation "e" {
    on    = "M78"
    to    = role.helper
    class = "stage"
  }
}

policy "p" {
  description = "M79"
  severity    = { "L-08" = "error" }
}

environment "e" {
  title     = "M80"
  protected = true
  crm "sandbox" {}
}
