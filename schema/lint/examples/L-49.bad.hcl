field "contact" "email" { type = email }
field "contact" "seniority" { type = enum("assistant", "manager", "director") }

scoring "lead" {
  title  = "Lead score"
  object = object.contact

  dimension "fit" {
    signal "decides" {
      points = 40
      when   = contact.seniority == "director"
    }

    signal "student" {
      points = -60
      when   = ends_with(contact.email, ".edu")
    }
  }

  dimension "engagement" {
    signal "pricing_page" {
      points    = 15
      event     = "pricing_page_viewed"
      max_count = 3
      decay     = { half_life = "14d" }
    }
  }

  threshold "mql" {
    fit        = 40
    engagement = 30
  }
}

lifecycle "lead" {
  title  = "Lead"
  domain = "lead"
  object = object.contact

  stage "nurture" {
    label = "Nurture"
    owner = role.marketing_ops

    entry "known" {
      description = "We may write to the person."
    }

    exit "warm" {
      description = "Fit and engagement are high enough."
      then        = stage.lead.mql
    }
  }

  stage "mql" {
    label = "MQL"
    owner = role.sdr

    entry "score" {
      description = "Fit and engagement are high enough."
      when        = scoring.lead.meets.mql
    }

    exit "decided" {
      description = "The SDR accepts or rejects the lead."
    }
  }
}

handoff "rejected" {
  title   = "Rejected lead back to nurture"
  from    = stage.lead.mql
  to      = stage.lead.nurture
  owner   = role.marketing_ops
  recycle = true # L-49
  reasons = reasons.rejection
}

reasons "rejection" {
  title  = "Why Sales rejects a lead"
  kind   = "rejection"
  object = object.contact

  code "no_budget" { label = "No budget this year" }
  code "wrong_person" { label = "Not the right person" }
}

automation "back_in_nurture" {
  title   = "Rejected lead re-entry"
  trigger = entering(stage.lead.nurture)
  owner   = role.marketing_ops

  action "tell" {
    do      = "notify"
    to      = role.marketing_ops
    message = "Sales has given a lead back."
  }
}
