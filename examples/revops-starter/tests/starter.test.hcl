scenario "both_or_a_raised_hand" {
  description = "Fit alone and engagement alone are no MQL; both are, and so is a demo request."
  at          = "2026-03-03T10:00:00-06:00"

  record "maker" {
    object = object.company
    fields = { name = "Maker Works", size = 200, industry = "hardware", tech_stack = ["erp"], segment = "smb", region = "east", icp_band = "A" }
  }

  record "ann" {
    object  = object.contact
    owner   = "amy@starter.example"
    stages  = [stage.contact.lead]
    related = ["maker"]
    fields  = { name = "Ann Lee", email = "ann@maker.example", role = "director", source = "content" }
  }

  step "fit_alone" {
    record = "ann"
    move   = stage.contact.mql

    expect {
      blocked_by = ["ready"]
      scores     = { "lead.fit" = 100, "lead.engagement" = 0 }
      bands      = { "lead.fit" = "A" }
      misses     = ["lead.mql"]
    }
  }

  step "reads_prices" {
    record = "ann"
    log    = "pricing_page_viewed"

    expect {
      scores = { "lead.engagement" = 15 }
      misses = ["lead.mql"]
    }
  }

  step "raises_a_hand" {
    record = "ann"
    set    = { demo_requested_at = "2026-03-03T10:00:00-06:00" }
    move   = stage.contact.mql

    expect {
      allowed = true
    }
  }

  step "rejected_without_a_code" {
    record = "ann"
    move   = stage.contact.lead

    expect {
      blocked_by = ["reason"]
    }
  }

  step "rejected" {
    record = "ann"
    move   = stage.contact.lead
    reason = "wrong_person"

    expect {
      allowed = true
    }
  }
}

scenario "decision_tree" {
  description = "Four methods and a fallback."
  at          = "2026-03-03T10:00:00-06:00"

  record "named" {
    object = object.company
    owner  = "cara@starter.example"
    fields = { name = "Named", named_account = true, segment = "enterprise", industry = "software" }
  }

  record "big" {
    object = object.company
    fields = { name = "Big", segment = "enterprise", industry = "software", icp_band = "B", region = "east" }
  }

  record "west" {
    object = object.company
    fields = { name = "West", segment = "smb", icp_band = "A", region = "west" }
  }

  record "other" {
    object = object.company
    fields = { name = "Other", segment = "smb", icp_band = "C" }
  }

  record "none" {
    object = object.company
    fields = { name = "None" }
  }

  record "a" {
    object  = object.contact
    related = ["named"]
  }

  record "b" {
    object  = object.contact
    related = ["big"]
  }

  record "c" {
    object  = object.contact
    related = ["west"]
  }

  record "d" {
    object  = object.contact
    related = ["other"]
  }

  record "e" {
    object  = object.contact
    related = ["none"]
  }

  step "account_based" {
    record = "a"
    route  = routing.mql

    expect {
      routed_to = "cara@starter.example"
      rule      = "named_account"
    }
  }

  step "skill_based" {
    record = "b"
    route  = routing.mql

    expect {
      routed_to = "bo@starter.example"
      rule      = "enterprise_by_skill"
    }
  }

  step "territory" {
    record = "c"
    route  = routing.mql

    expect {
      routed_to = "bo@starter.example"
      rule      = "territory"
    }
  }

  step "round_robin" {
    record = "d"
    route  = routing.mql

    expect {
      routed_to = "amy@starter.example"
      rule      = "in_turn"
    }
  }

  step "fallback" {
    record = "e"
    route  = routing.mql

    expect {
      routed_to = "dev@starter.example"
      rule      = "fallback"
    }
  }
}

scenario "deal_desk" {
  description = "Every discount has one approver, and the borders belong to one tier."
  at          = "2026-03-03T10:00:00-06:00"

  record "maker" {
    object = object.company
    fields = { name = "Maker Works", segment = "smb" }
  }

  record "deal" {
    object  = object.deal
    owner   = "cara@starter.example"
    stages  = [stage.sales.negotiation]
    related = ["maker"]

    fields = {
      amount           = 9000
      close_date       = "2026-03-31"
      discount_percent = 0
      payment_terms    = "net_30"
      term_months      = 12
      redlines         = "none"
      approved_by      = "nobody asked"
      contract_sent_at = "2026-03-02T10:00:00-06:00"
      signed_at        = "2026-03-03T09:00:00-06:00"
    }
  }

  step "ten_percent" {
    record = "deal"
    set    = { discount_percent = 10 }
    move   = stage.sales.closed_won

    expect {
      blocked_by = ["approval"]
    }
  }

  step "forty_percent" {
    record = "deal"
    set    = { discount_percent = 40 }
    move   = stage.sales.closed_won

    expect {
      blocked_by = ["approval"]
    }
  }

  step "large_at_list_price" {
    record = "deal"
    set    = { discount_percent = 0, amount = 30000 }
    move   = stage.sales.closed_won

    expect {
      allowed = true
    }
  }
}

scenario "date_push" {
  description = "No silent move of a close date."
  at          = "2026-03-03T10:00:00-06:00"

  record "deal" {
    object = object.deal
    owner  = "cara@starter.example"
    stages = [stage.sales.proposal]
    fields = { amount = 9000, close_date = "2026-03-31" }
  }

  step "silently" {
    record = "deal"
    set    = { close_date = "2026-06-30" }

    expect {
      fields = { close_date = "2026-03-31" }
    }
  }

  step "with_a_reason" {
    record = "deal"
    set    = { close_date = "2026-06-30" }
    reason = "procurement"

    expect {
      fields = { close_date = "2026-06-30" }
    }
  }
}
