# The lead domain: what lets a person advance, what does not, and why.

scenario "mql_by_score" {
  description = "Fit and engagement together make an MQL."
  at          = "2026-03-03T10:00:00-05:00"

  record "harbour" {
    object = object.company
    owner  = "sdr_manager"

    fields = {
      name        = "Harbour Lifts"
      industry    = "elevators"
      employees   = 420
      technicians = 180
      region      = "na"
      segment     = "mid_market"
      icp_band    = "A"
    }
  }

  record "june" {
    object  = object.contact
    owner   = "tomas@fernway.example"
    stages  = [stage.lead.marketing_engaged]
    related = ["harbour"]

    fields = {
      email       = "june@harbourlifts.example"
      last_name   = "Arnold"
      job_title   = "Director of Operations"
      seniority   = "director"
      function    = "operations"
      lead_source = "website_form"
      fit_score   = 90
    }

    activities = {
      demo_requested      = "2026-03-03T09:55:00-05:00"
      pricing_page_viewed = "2026-03-03T09:50:00-05:00"
    }
  }

  step "score" {
    record = "june"

    expect {
      scores = { "lead.fit" = 90, "lead.engagement" = 55, "lead.total" = 145 }
      meets  = ["lead.mql"]
      misses = ["lead.hot"]
      bands  = { "lead.fit" = "A" }
    }
  }

  step "promote" {
    record = "june"
    move   = stage.lead.mql

    expect {
      allowed = true
      fields  = { owner = "ana@fernway.example", assignment_reason = "upper_segments" }
    }
  }

  step "sales_has_not_looked" {
    record = "june"
    move   = stage.lead.sal

    expect {
      blocked_by = ["accepted"]
    }
  }

  step "accepted" {
    record = "june"
    set    = { accepted_at = "2026-03-03T10:05:00-05:00" }
    move   = stage.lead.sal

    expect {
      allowed = true
    }
  }
}

scenario "fit_alone_is_no_mql" {
  description = "The perfect company that does nothing stays where it is."
  at          = "2026-03-03T10:00:00-05:00"

  record "harbour" {
    object = object.company

    fields = {
      name        = "Harbour Lifts"
      industry    = "elevators"
      employees   = 420
      technicians = 180
      region      = "na"
      segment     = "mid_market"
      icp_band    = "B"
    }
  }

  record "june" {
    object  = object.contact
    owner   = "ana@fernway.example"
    stages  = [stage.lead.marketing_engaged]
    related = ["harbour"]

    fields = {
      email       = "june@harbourlifts.example"
      last_name   = "Arnold"
      job_title   = "Dispatcher"
      function    = "operations"
      lead_source = "website_form"
      fit_score   = 70
    }

    activities = {
      content_downloaded = "2026-03-01T10:00:00-05:00"
    }
  }

  step "promote" {
    record = "june"
    move   = stage.lead.mql

    expect {
      allowed    = false
      blocked_by = ["qualified"]
      misses     = ["lead.mql"]
    }
  }
}

scenario "engagement_alone_is_no_mql" {
  description = "The keenest reader outside our market does not reach Sales."
  at          = "2026-03-03T10:00:00-05:00"

  record "bakery" {
    object = object.company

    fields = {
      name        = "Corner Bakery"
      industry    = "other"
      employees   = 12
      technicians = 0
      region      = "na"
      segment     = "small"
      icp_band    = "out"
    }
  }

  record "sid" {
    object  = object.contact
    owner   = "ben@fernway.example"
    stages  = [stage.lead.marketing_engaged]
    related = ["bakery"]

    fields = {
      email       = "sid@cornerbakery.example"
      last_name   = "Lowe"
      job_title   = "Owner"
      seniority   = "executive"
      lead_source = "free_trial"
      fit_score   = 25
    }

    activities = {
      demo_requested      = "2026-03-03T09:00:00-05:00"
      pricing_page_viewed = "2026-03-03T09:10:00-05:00"
    }
  }

  step "promote" {
    record = "sid"
    move   = stage.lead.mql

    expect {
      allowed    = false
      blocked_by = ["qualified", "inside_icp"]
      scores     = { "lead.fit" = 25 }
      misses     = ["lead.mql"]
    }
  }
}

scenario "hand_raise" {
  description = "Whoever asks for a conversation is an MQL without a score, but not from a competitor."
  at          = "2026-03-03T10:00:00-05:00"

  record "nordic" {
    object = object.company

    fields = {
      name     = "Nordic Facility"
      region   = "emea"
      segment  = "enterprise"
      icp_band = "C"
    }
  }

  record "rival" {
    object = object.company

    fields = {
      name       = "Rival Scheduling"
      region     = "na"
      segment    = "small"
      icp_band   = "C"
      competitor = true
    }
  }

  record "liv" {
    object  = object.contact
    owner   = "sdr_triage"
    stages  = [stage.lead.known_lead]
    related = ["nordic"]

    fields = {
      email       = "liv@nordicfacility.example"
      last_name   = "Berg"
      job_title   = "Head of Service"
      lead_source = "hand_raise_form"
      hand_raise  = "demo_request"
    }
  }

  record "spy" {
    object  = object.contact
    owner   = "sdr_triage"
    stages  = [stage.lead.known_lead]
    related = ["rival"]

    fields = {
      email       = "pat@rival.example"
      last_name   = "Quill"
      job_title   = "Product Manager"
      lead_source = "hand_raise_form"
      hand_raise  = "pricing_request"
    }
  }

  step "real" {
    record = "liv"
    move   = stage.lead.mql

    expect {
      allowed = true
      misses  = ["lead.mql"]
    }
  }

  step "competitor" {
    record = "spy"
    move   = stage.lead.mql

    expect {
      blocked_by = ["inside_icp"]
    }
  }
}

scenario "missing_facts" {
  description = "An MQL without a role and a segment is refused, and the refusal names both."
  at          = "2026-03-03T10:00:00-05:00"

  record "delta" {
    object = object.company

    fields = {
      name     = "Delta Plumbing"
      region   = "na"
      icp_band = "B"
    }
  }

  record "moe" {
    object  = object.contact
    owner   = "ben@fernway.example"
    stages  = [stage.lead.known_lead]
    related = ["delta"]

    fields = {
      email       = "moe@deltaplumbing.example"
      last_name   = "Finch"
      lead_source = "free_trial"
      hand_raise  = "trial_help"
    }
  }

  step "promote" {
    record = "moe"
    move   = stage.lead.mql

    expect {
      blocked_by = ["contact.job_title", "company.segment"]
    }
  }

  step "filled" {
    record = "moe"
    set    = { job_title = "Owner" }
    move   = stage.lead.mql

    expect {
      blocked_by = ["company.segment"]
    }
  }
}

scenario "rejection_and_recycling" {
  description = "There is one way back for an MQL, and it asks for a code."
  at          = "2026-03-03T10:00:00-05:00"

  record "omega" {
    object = object.company
    fields = { name = "Omega Security", segment = "small", icp_band = "B" }
  }

  record "kit" {
    object  = object.contact
    owner   = "ana@fernway.example"
    stages  = [stage.lead.mql]
    related = ["omega"]
    fields  = { email = "kit@omega.example", lead_source = "event_list", assigned_at = "2026-03-02T10:00:00-05:00" }

    activities = { demo_requested = "2026-03-03T09:00:00-05:00" }
  }

  step "not_just_back" {
    record = "kit"
    move   = stage.lead.marketing_engaged

    expect {
      blocked_by = ["forward_only"]
    }
  }

  step "no_code" {
    record = "kit"
    move   = stage.lead.known_lead

    expect {
      blocked_by = ["reason"]
    }
  }

  step "wrong_code" {
    record = "kit"
    move   = stage.lead.known_lead
    reason = "price"

    expect {
      blocked_by = ["reason"]
    }
  }

  step "with_code" {
    record = "kit"
    move   = stage.lead.known_lead
    reason = "wrong_person"

    expect {
      allowed = true
      scores  = { "lead.engagement" = 0 }
    }
  }
}

scenario "qualification" {
  description = "SQL needs a conversation, two of four, and a decision on the company."
  at          = "2026-03-03T10:00:00-05:00"

  record "sigma" {
    object = object.company

    fields = {
      name                   = "Sigma Utilities"
      icp_confirmed          = true
      capacity_to_pay        = "revenue_known"
      qualification_decision = "qualified"
      qualification_basis    = "conversation"
    }
  }

  record "ola" {
    object  = object.contact
    owner   = "dirk@fernway.example"
    stages  = [stage.lead.sal]
    related = ["sigma"]

    fields = {
      email       = "ola@sigma.example"
      problem     = "idle_technicians"
      buying_role = "champion"
      bant_need   = true
      bant_budget = false
    }
  }

  step "a_pleasant_call" {
    record = "ola"
    set    = { conversation_held_at = "2026-03-03T09:30:00-05:00" }
    move   = stage.lead.sql

    expect {
      blocked_by = ["bant"]
    }
  }

  step "two_of_four" {
    record = "ola"
    set    = { bant_timing = true }
    move   = stage.lead.sql

    expect {
      allowed = true
    }
  }

  step "no_deal_yet" {
    record = "ola"
    move   = stage.lead.opportunity

    expect {
      blocked_by = ["deal_exists"]
    }
  }
}

scenario "nothing_is_skipped" {
  description = "From Known Lead nobody gets straight to SQL, however good the conversation."
  at          = "2026-03-03T10:00:00-05:00"

  record "sigma" {
    object = object.company

    fields = {
      name                   = "Sigma Utilities"
      icp_confirmed          = true
      capacity_to_pay        = "revenue_known"
      qualification_decision = "qualified"
      qualification_basis    = "conversation"
      segment                = "mid_market"
    }
  }

  record "ola" {
    object  = object.contact
    owner   = "dirk@fernway.example"
    stages  = [stage.lead.known_lead]
    related = ["sigma"]

    fields = {
      email                = "ola@sigma.example"
      last_name            = "Nilsen"
      job_title            = "Planner"
      problem              = "idle_technicians"
      buying_role          = "champion"
      bant_need            = true
      bant_budget          = true
      assigned_at          = "2026-03-02T10:00:00-05:00"
      conversation_held_at = "2026-03-03T09:30:00-05:00"
    }
  }

  step "jump" {
    record = "ola"
    move   = stage.lead.sql

    expect {
      blocked_by = ["sales_accepted"]
    }
  }

  step "outbound_meeting" {
    record = "ola"
    set    = { meeting_booked_at = "2026-03-02T11:00:00-05:00" }
    move   = stage.lead.sal

    expect {
      allowed = true
    }
  }

  step "then_sql" {
    record = "ola"
    move   = stage.lead.sql

    expect {
      allowed = true
    }
  }
}

scenario "owner_has_left" {
  description = "A record whose owner no longer works here cannot move until somebody else has it."
  at          = "2026-03-03T10:00:00-05:00"

  record "omega" {
    object = object.company
    fields = { name = "Omega Security", segment = "small" }
  }

  record "kit" {
    object  = object.contact
    owner   = "marc@fernway.example"
    stages  = [stage.lead.mql]
    related = ["omega"]

    fields = {
      email             = "kit@omega.example"
      assigned_at       = "2026-01-12T10:00:00-05:00"
      assignment_reason = "small_business"
      accepted_at       = "2026-03-03T09:00:00-05:00"
    }
  }

  step "gone" {
    record = "kit"
    move   = stage.lead.sal

    expect {
      blocked_by = ["owner"]
    }
  }

  step "somebody_else" {
    record = "kit"
    owner  = "ben@fernway.example"
    move   = stage.lead.sal

    expect {
      allowed = true
    }
  }
}
