# Points, decay and who receives what.

scenario "negatives_and_decay" {
  description = "Bad signs take points away, and interest fades."
  at          = "2026-03-31T12:00:00Z"

  record "campus" {
    object = object.company
    fields = { name = "State Campus", industry = "facility_management", technicians = 80, region = "na" }
  }

  record "stu" {
    object  = object.contact
    related = ["campus"]
    fields  = { email = "stu@students.example.edu", function = "hr" }

    activities = {
      demo_requested      = "2026-03-01T12:00:00Z"
      pricing_page_viewed = "2026-03-17T12:00:00Z"
      content_downloaded  = "2025-11-01T12:00:00Z"
    }
  }

  # fit: industry 25 + size 25 + region 5 - student 40 - HR 25 = -10, floored at 0.
  # engagement: demo 40 after one half-life 20, pricing 15 after one half-life 7.5, the download has expired.
  step "today" {
    record = "stu"

    expect {
      scores = { "lead.fit" = 0, "lead.engagement" = 27.5 }
      bands  = { "lead.fit" = "out" }
      misses = ["lead.mql"]
    }
  }

  step "a_month_later" {
    record = "stu"
    at     = "2026-04-30T12:00:00Z"
    set    = { email = "stu@fieldworks.example", function = "operations" }

    expect {
      scores = { "lead.fit" = 70 }
      bands  = { "lead.fit" = "B" }
      misses = ["lead.mql"]
    }
  }
}

scenario "routing_by_method" {
  description = "Most specific rule first, all four methods, and the fallback."
  at          = "2026-03-03T10:00:00-05:00"

  record "named" {
    object = object.company
    owner  = "elena@fernway.example"
    fields = { name = "Grand Elevators", named_account = true, segment = "enterprise", region = "emea", icp_band = "A" }
  }

  record "french" {
    object = object.company
    fields = { name = "Ascenseurs Duval", segment = "mid_market", region = "emea", icp_band = "A" }
  }

  record "asian" {
    object = object.company
    fields = { name = "Harbour City Lifts", segment = "enterprise", region = "apac", icp_band = "B" }
  }

  record "small" {
    object = object.company
    fields = { name = "Two Vans", segment = "small", region = "na", icp_band = "B" }
  }

  record "unknown" {
    object = object.company
    fields = { name = "Who Knows" }
  }

  record "c_named" {
    object  = object.contact
    related = ["named"]
    fields  = { email = "a@grand.example", language = "de" }
  }

  record "c_french" {
    object  = object.contact
    related = ["french"]
    fields  = { email = "b@duval.example", language = "fr" }
  }

  record "c_asian" {
    object  = object.contact
    related = ["asian"]
    fields  = { email = "c@harbourcity.example", language = "en" }
  }

  record "c_small" {
    object  = object.contact
    related = ["small"]
    fields  = { email = "d@twovans.example", language = "en" }
  }

  record "c_small_too" {
    object  = object.contact
    related = ["small"]
    fields  = { email = "e@twovans.example", language = "en" }
  }

  record "c_unknown" {
    object  = object.contact
    related = ["unknown"]
    fields  = { email = "f@whoknows.example" }
  }

  step "account_based" {
    record = "c_named"
    route  = routing.lead_assignment

    expect {
      routed_to = "elena@fernway.example"
      rule      = "named_account"
    }
  }

  step "skill_based" {
    record = "c_french"
    route  = routing.lead_assignment

    expect {
      routed_to = "chloe@fernway.example"
      rule      = "other_language"
    }
  }

  step "territory" {
    record = "c_asian"
    route  = routing.lead_assignment

    expect {
      routed_to = "hana@fernway.example"
      rule      = "upper_segments"
    }
  }

  step "round_robin_first" {
    record = "c_small"
    route  = routing.lead_assignment

    expect {
      routed_to = "ana@fernway.example"
      rule      = "small_business"
    }
  }

  step "round_robin_next" {
    record = "c_small_too"
    route  = routing.lead_assignment

    expect {
      routed_to = "ben@fernway.example"
      rule      = "small_business"
    }
  }

  step "fallback" {
    record = "c_unknown"
    route  = routing.lead_assignment

    expect {
      routed_to = "petra@fernway.example"
      rule      = "fallback"
    }
  }
}
