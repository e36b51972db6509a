# Clocks over a weekend, over a holiday and across the ocean.

scenario "first_touch_over_the_weekend" {
  description = "Friday four in the afternoon in New York: one hour is left, three follow on Monday, and the clocks change in between."
  at          = "2026-03-06T16:00:00-05:00"

  record "pier" {
    object = object.company

    fields = {
      name        = "Pier Elevators"
      industry    = "elevators"
      employees   = 300
      technicians = 120
      region      = "na"
      segment     = "mid_market"
      icp_band    = "A"
    }
  }

  record "bea" {
    object  = object.contact
    owner   = "ana@fernway.example"
    stages  = [stage.lead.marketing_engaged]
    related = ["pier"]

    fields = {
      email       = "bea@pier.example"
      last_name   = "Stone"
      job_title   = "Operations Director"
      seniority   = "director"
      function    = "operations"
      lead_source = "website_form"
      fit_score   = 90
    }

    activities = {
      demo_requested      = "2026-03-06T15:59:00-05:00"
      pricing_page_viewed = "2026-03-06T15:58:00-05:00"
    }
  }

  step "mql" {
    record = "bea"
    move   = stage.lead.mql

    expect {
      allowed = true
    }
  }

  step "monday_morning" {
    record = "bea"
    at     = "2026-03-09T10:30:00-04:00"
    clock  = sla.first_touch

    expect {
      due       = "2026-03-09T12:00:00-04:00"
      breached  = false
      escalated = ["sdr"]
    }
  }

  step "monday_afternoon" {
    record = "bea"
    at     = "2026-03-09T13:00:00-04:00"
    clock  = sla.first_touch

    expect {
      due       = "2026-03-09T12:00:00-04:00"
      breached  = true
      escalated = ["sdr", "sdr_manager"]
    }
  }
}

scenario "first_touch_over_thanksgiving" {
  description = "A hand-raise on Wednesday at four: one hour on Wednesday, none on Thursday, one on Friday."
  at          = "2026-11-25T16:00:00-05:00"

  record "pier" {
    object = object.company
    fields = { name = "Pier Elevators", region = "na", segment = "mid_market", icp_band = "A" }
  }

  record "bea" {
    object  = object.contact
    owner   = "ana@fernway.example"
    stages  = [stage.lead.known_lead]
    related = ["pier"]

    fields = {
      email       = "bea@pier.example"
      last_name   = "Stone"
      job_title   = "Operations Director"
      lead_source = "hand_raise_form"
      hand_raise  = "demo_request"
    }
  }

  step "mql" {
    record = "bea"
    move   = stage.lead.mql

    expect {
      allowed = true
    }
  }

  step "contacted_in_time" {
    record = "bea"
    at     = "2026-11-27T09:20:00-05:00"
    set    = { first_contacted_at = "2026-11-27T09:20:00-05:00" }

    expect {
      fields = { hand_raise = "demo_request" }
    }
  }

  step "friday_noon" {
    record = "bea"
    at     = "2026-11-27T12:00:00-05:00"
    clock  = sla.first_touch

    expect {
      due      = "2026-11-27T10:00:00-05:00"
      breached = false
    }
  }
}

scenario "first_touch_in_europe" {
  description = "The Berlin calendar with its lunch break, over Easter."
  at          = "2026-04-02T17:00:00+02:00"

  record "nord" {
    object = object.company
    fields = { name = "Nord Aufzug", region = "emea", segment = "mid_market", icp_band = "A" }
  }

  record "uwe" {
    object  = object.contact
    owner   = "dirk@fernway.example"
    stages  = [stage.lead.known_lead]
    related = ["nord"]

    fields = {
      email       = "uwe@nord.example"
      last_name   = "Brandt"
      job_title   = "Leiter Service"
      lead_source = "hand_raise_form"
      hand_raise  = "pricing_request"
    }
  }

  step "mql" {
    record = "uwe"
    move   = stage.lead.mql

    expect {
      allowed = true
    }
  }

  step "after_easter" {
    record = "uwe"
    at     = "2026-04-07T09:30:00+02:00"
    clock  = sla.first_touch

    expect {
      due      = "2026-04-07T10:00:00+02:00"
      breached = false
    }
  }
}

scenario "qualification_is_wall_clock" {
  description = "Forty-eight hours run through the weekend."
  at          = "2026-03-06T16:00:00-05:00"

  record "pier" {
    object = object.company
    fields = { name = "Pier Elevators" }
  }

  record "bea" {
    object  = object.contact
    owner   = "ana@fernway.example"
    stages  = [stage.lead.mql]
    related = ["pier"]

    fields = {
      email             = "bea@pier.example"
      assigned_at       = "2026-03-06T12:00:00-05:00"
      assignment_reason = "upper_segments"
      accepted_at       = "2026-03-06T15:30:00-05:00"
    }
  }

  step "accept" {
    record = "bea"
    move   = stage.lead.sal

    expect {
      allowed = true
    }
  }

  step "monday" {
    record = "bea"
    at     = "2026-03-09T09:00:00-04:00"
    clock  = sla.qualification_decision

    expect {
      due       = "2026-03-08T17:00:00-04:00"
      breached  = true
      escalated = ["sdr", "sdr_manager"]
    }
  }
}
