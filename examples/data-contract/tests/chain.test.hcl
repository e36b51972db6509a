# One record from the signal to running delivery, and every contract refusing once.

scenario "the_whole_chain" {
  description = "Six contracts in a row; each is tried too early first."
  at          = "2026-03-03T09:00:00+01:00"

  record "water" {
    object = object.company

    fields = {
      name     = "Waterschap Oost"
      size     = 240
      industry = "water_board"
      region   = "nl"
      segment  = "public"
    }
  }

  record "lead" {
    object  = object.lead
    owner   = "noor@millrace.example"
    stages  = [stage.leads.signal]
    related = ["water"]

    fields = {
      name   = "Joke Prins"
      email  = "joke@waterschap.example"
      source = "form"
    }
  }

  record "deal" {
    object  = object.deal
    owner   = "paul@millrace.example"
    related = ["lead", "water"]
  }

  record "project" {
    object  = object.project
    owner   = "mira@millrace.example"
    related = ["deal", "water"]
  }

  step "signal_without_a_role" {
    record = "lead"
    move   = stage.leads.scored

    expect {
      blocked_by = ["lead.role", "lead.seniority"]
    }
  }

  step "scored" {
    record = "lead"
    move   = stage.leads.scored

    set = {
      role      = "plant_manager"
      seniority = "manager"
      language  = "nl"
    }

    expect {
      allowed = true
      scores  = { "icp.fit" = 100 }
      bands   = { "icp.fit" = "A" }
      fields  = { owner = "sam@millrace.example", assignment_reason = "public_tenders" }
    }
  }

  step "assigned_without_a_next_step" {
    record = "lead"
    move   = stage.leads.assigned

    expect {
      blocked_by = ["lead.next_step", "lead.next_step_due"]
    }
  }

  step "assigned" {
    record = "lead"
    set    = { next_step = "call", next_step_due = "2026-03-04T09:00:00+01:00" }
    move   = stage.leads.assigned

    expect {
      allowed = true
    }
  }

  step "qualified_by_feeling" {
    record = "lead"
    move   = stage.leads.qualified

    expect {
      blocked_by = ["decided", "company.icp_confirmed", "company.problem", "company.decision_maker", "company.champion", "company.capacity_signal", "company.qualification", "company.qualification_basis"]
    }
  }

  step "evidence" {
    record = "water"

    set = {
      icp_confirmed       = true
      problem             = "energy_cost"
      decision_maker      = "contact-1"
      champion            = "contact-2"
      capacity_signal     = "public_body"
      qualification       = "qualified"
      qualification_basis = "site_visit"
    }

    expect {
      fields = { problem = "energy_cost" }
    }
  }

  step "deal_before_the_lead_is_qualified" {
    record = "deal"
    move   = stage.sales.opportunity

    expect {
      blocked_by = ["lead_qualified"]
    }
  }

  step "qualified" {
    record = "lead"
    move   = stage.leads.qualified

    expect {
      allowed = true
    }
  }

  step "opportunity" {
    record = "deal"
    move   = stage.sales.opportunity

    expect {
      allowed = true
      fields  = { problem = "energy_cost", champion = "contact-2" }
    }
  }

  step "won_with_a_handshake" {
    record = "deal"
    set    = { scope = ["overhaul"], price = 84000 }
    move   = stage.sales.won

    expect {
      blocked_by = ["signed", "deal.contract", "deal.signed_on", "deal.start_on", "deal.finish_on", "deal.billing_schedule", "deal.term_months", "deal.procurement_contact", "deal.signatory", "deal.commitments"]
    }
  }

  step "won" {
    record = "deal"
    move   = stage.sales.won

    set = {
      contract            = "order-118.pdf"
      signed_on           = "2026-03-03"
      start_on            = "2026-04-13"
      finish_on           = "2026-07-31"
      billing_schedule    = "milestones"
      term_months         = 4
      procurement_contact = "contact-3"
      signatory           = "contact-1"
      commitments         = ["special_sla"]
    }

    expect {
      allowed = true
    }
  }

  step "delivery_has_not_accepted" {
    record = "project"
    move   = stage.delivery.cs_handoff

    expect {
      blocked_by = ["accepted", "first_action"]
    }
  }

  step "delivery" {
    record = "project"
    move   = stage.delivery.cs_handoff

    set = {
      accepted_at           = "2026-03-03T08:00:00+01:00"
      onboarding_started_at = "2026-03-03T08:00:00+01:00"
      first_action_due      = "2026-03-09"
    }

    expect {
      allowed = true
      fields  = { supporting_ae = "paul@millrace.example" }
    }
  }
}

scenario "no_third_option" {
  description = "A qualified lead becomes a deal, waits with a date, or is closed with a reason."
  at          = "2026-03-03T09:00:00+01:00"

  record "farm" {
    object = object.company
    fields = { name = "Polder Farms", qualification = "qualified" }
  }

  record "lead" {
    object  = object.lead
    owner   = "lena@millrace.example"
    stages  = [stage.leads.qualified]
    related = ["farm"]
    fields  = { name = "Kees Mol", source = "partner", icp_band = "B" }
  }

  step "wait_without_a_date" {
    record = "lead"
    move   = stage.leads.holding
    reason = "budget_next_year"

    expect {
      blocked_by = ["date", "lead.revisit_on"]
    }
  }

  step "wait_until_yesterday" {
    record = "lead"
    set    = { revisit_on = "2026-03-02" }
    move   = stage.leads.holding
    reason = "budget_next_year"

    expect {
      blocked_by = ["revisit"]
    }
  }

  step "wait" {
    record = "lead"
    set    = { revisit_on = "2027-01-11" }
    move   = stage.leads.holding
    reason = "budget_next_year"

    expect {
      allowed = true
    }
  }

  step "decided_again" {
    record = "lead"
    at     = "2027-01-11T09:00:00+01:00"
    move   = stage.leads.qualified
    reason = "moment_has_come"

    expect {
      allowed = true
    }
  }

  step "closed_without_a_reason" {
    record = "lead"
    at     = "2027-01-12T09:00:00+01:00"
    move   = stage.leads.disqualified

    expect {
      blocked_by = ["reason"]
    }
  }

  step "closed" {
    record = "lead"
    move   = stage.leads.disqualified
    reason = "no_capacity"

    expect {
      allowed = true
    }
  }

  step "reason_on_the_company" {
    record = "farm"

    expect {
      fields = { disqualified_because = "no_capacity" }
    }
  }

  step "closed_is_closed" {
    record = "lead"
    move   = stage.leads.assigned

    expect {
      blocked_by = ["terminal"]
    }
  }
}

scenario "routing" {
  description = "Out of the market goes nowhere near a seller; an owner who left is no owner."
  at          = "2026-03-03T09:00:00+01:00"

  record "unknown" {
    object = object.company
    fields = { name = "Unknown" }
  }

  record "pumps" {
    object = object.company
    fields = { name = "Pumpen Nord", region = "de", segment = "private" }
  }

  record "nobody" {
    object  = object.lead
    related = ["unknown"]
    fields  = { name = "No Body", source = "form" }
  }

  record "private" {
    object  = object.lead
    owner   = "hugo@millrace.example"
    stages  = [stage.leads.scored]
    related = ["pumps"]

    fields = {
      name              = "Uta Brandt"
      source            = "outbound_reply"
      icp_band          = "B"
      assigned_at       = "2026-01-05T09:00:00+01:00"
      assignment_reason = "everybody_else"
      next_step         = "call"
      next_step_due     = "2026-01-06T09:00:00+01:00"
    }
  }

  step "fallback" {
    record = "nobody"
    route  = routing.leads

    expect {
      routed_to = "review"
      rule      = "fallback"
    }
  }

  step "owner_left" {
    record = "private"
    move   = stage.leads.assigned

    expect {
      blocked_by = ["owner"]
    }
  }

  step "routed_again" {
    record = "private"
    route  = routing.leads

    expect {
      routed_to = "sam@millrace.example"
      rule      = "everybody_else"
    }
  }

  step "assigned" {
    record = "private"
    move   = stage.leads.assigned

    expect {
      allowed = true
    }
  }
}

scenario "first_touch_over_kings_day" {
  description = "Given to an owner on Friday at four, with King's Day on Monday: due on Tuesday."
  at          = "2026-04-24T16:00:00+02:00"

  record "pumps" {
    object = object.company
    fields = { name = "Pumpen Nord", region = "de", segment = "private" }
  }

  record "lead" {
    object  = object.lead
    owner   = "noor@millrace.example"
    stages  = [stage.leads.scored]
    related = ["pumps"]
    fields  = { name = "Uta Brandt", source = "form", icp_band = "B" }
  }

  step "given" {
    record = "lead"
    owner  = "lena@millrace.example"
    clock  = sla.first_touch

    expect {
      due      = "2026-04-28T11:30:00+02:00"
      breached = false
    }
  }

  step "tuesday_noon" {
    record = "lead"
    at     = "2026-04-28T12:00:00+02:00"
    clock  = sla.first_touch

    expect {
      breached  = true
      escalated = ["vp_sales"]
    }
  }
}

scenario "three_dimensions" {
  description = "Fit, engagement and intent count apart; only all three make a buyer."
  at          = "2026-03-03T09:00:00+01:00"

  record "water" {
    object = object.company
    fields = { name = "Waterschap Oost", size = 240, industry = "water_board", region = "nl", segment = "public" }
  }

  record "lead" {
    object  = object.lead
    owner   = "noor@millrace.example"
    stages  = [stage.leads.signal]
    related = ["water"]
    fields  = { name = "Joke Prins", email = "joke@waterschap.example", source = "form", role = "plant_manager" }
  }

  step "fits" {
    record = "lead"

    expect {
      scores = { "icp.fit" = 100, "icp.engagement" = 0, "icp.intent" = 0 }
      misses = ["icp.ready", "icp.buying"]
    }
  }

  step "knows_us" {
    record = "lead"
    log    = "inspection_booked"

    expect {
      scores = { "icp.fit" = 100, "icp.engagement" = 50, "icp.intent" = 0 }
      meets  = ["icp.ready"]
      misses = ["icp.buying"]
    }
  }

  step "asks_for_a_price" {
    record = "lead"
    log    = "price_requested"

    expect {
      scores = { "icp.engagement" = 50, "icp.intent" = 40 }
      misses = ["icp.buying"]
    }
  }

  step "publishes_a_tender" {
    record = "lead"
    log    = "tender_published"

    expect {
      scores = { "icp.fit" = 100, "icp.engagement" = 50, "icp.intent" = 70 }
      meets  = ["icp.ready", "icp.buying"]
    }
  }

  step "a_month_later" {
    record = "lead"
    at     = "2026-04-02T10:00:00+02:00"

    expect {
      scores = { "icp.intent" = 50 }
      meets  = ["icp.ready"]
      misses = ["icp.buying"]
    }
  }
}
