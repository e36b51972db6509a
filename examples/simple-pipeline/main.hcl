# stagecraft:ignore L-51 Two people sell; they confirm a definition when they first disagree about it.
architecture "roofline" {
  title   = "Roofline enquiries"
  version = "1.0.0"
}

role "sales" { title = "Sales" }

field "lead" "source" {
  type  = enum("web", "phone", "fair")
  owner = role.sales
  usage = "How the person found us; asked in the first call."
}

field "lead" "roof_area" {
  type       = number
  owner      = role.sales
  usage      = "Square metres, from the aerial picture."
  validation = lead.roof_area > 0
}

field "lead" "score_total" {
  type  = number
  owner = role.sales
  usage = "Set by the score; nobody types it."
}

scoring "lead" {
  object = object.lead
  total  = lead.score_total
  threshold "hot" { total = 30 }

  dimension "interest" {
    signal "asked_for_visit" {
      points = 40
      event  = "visit_requested"
      decay  = { half_life = "14d" }
    }

    signal "shed" {
      points = -40
      when   = lead.roof_area < 15
    }
  }
}

queue "enquiries" {
  role = role.sales
  order { by = lead.score_total }
  order { by = lead.last_activity_at }
  order { by = lead.source }
}

reasons "disqualification_reason" {
  kind = "disqualification"
  code "too_far" {}
}

sequence "nurture" {
  object   = object.lead
  approval = "required"

  step "reminder" {
    do      = "send"
    after   = "14d"
    message = "Shall we come and measure? It takes an hour."
  }

  exit "reply" { on = event("replied") }
  exit "converted" { on = entering(stage.lead.converted) }
  exit "disqualified" { on = entering(stage.lead.disqualified) }
  exit "by_hand" { on = event("nurture_paused") }
}

lifecycle "lead" {
  domain = "lead"
  object = object.lead

  stage "new" {
    owner = queue.enquiries
    entry "arrived" { when = is_set(lead.source) }
    exit "reached" { then = stage.lead.contacted }
  }

  stage "contacted" {
    owner = role.sales
    entry "spoken" { description = "Somebody talked to the person." }
    exit "qualified" { then = stage.lead.qualified }
    exit "not_yet" { description = "Not ready: the nurture sequence keeps in touch." }
    exit "disqualified" { then = stage.lead.disqualified }
  }

  stage "qualified" {
    owner = role.sales
    entry "measured" { when = lead.roof_area >= 15 }
    exit "signed" { then = stage.lead.converted }
  }

  stage "converted" {
    owner   = role.sales
    outcome = "won"
    entry "ordered" { description = "The order is signed." }
  }

  stage "disqualified" {
    owner   = role.sales
    outcome = "disqualified"
    reasons = reasons.disqualification_reason
    entry "decided" { description = "There will be no order." }
  }
}

goal "qualified_leads" {
  target = 50
  stage  = stage.lead.qualified
}
