# Deals, the deal desk, the handoff to Customer Success, and renewals.

scenario "sql_becomes_a_deal" {
  description = "Stage 0 needs a qualified contact, and everything that the SDR owes."
  at          = "2026-03-03T10:00:00-05:00"

  record "sigma" {
    object = object.company

    fields = {
      name                = "Sigma Utilities"
      icp_confirmed       = true
      capacity_to_pay     = "revenue_known"
      qualification_basis = "conversation"
    }
  }

  record "ola" {
    object  = object.contact
    owner   = "dirk@fernway.example"
    stages  = [stage.lead.sql]
    related = ["sigma"]
    fields  = { email = "ola@sigma.example", problem = "idle_technicians", buying_role = "champion" }
  }

  record "early" {
    object  = object.contact
    owner   = "dirk@fernway.example"
    stages  = [stage.lead.mql]
    related = ["sigma"]
    fields  = { email = "early@sigma.example" }
  }

  record "deal" {
    object  = object.deal
    owner   = "frank@fernway.example"
    related = ["ola", "sigma"]
    fields  = { deal_source = "lead", champion = "ola" }
  }

  record "premature" {
    object  = object.deal
    owner   = "frank@fernway.example"
    related = ["early", "sigma"]
    fields  = { deal_source = "lead", champion = "early", problem = "compliance" }
  }

  step "too_early" {
    record = "premature"
    move   = stage.new_business.sql

    expect {
      blocked_by = ["qualified_contact"]
    }
  }

  step "problem_is_carried_over" {
    record = "deal"
    move   = stage.new_business.sql

    expect {
      allowed = true
    }
  }

  step "not_yet_accepted" {
    record = "deal"
    move   = stage.new_business.sao
    set    = { amount = 4000, close_date = "2026-06-30", timeline = "this_quarter" }

    expect {
      blocked_by = ["accepted", "worth_it", "deal.sales_accepted_at"]
    }
  }

  step "accepted" {
    record = "deal"
    set    = { amount = 18000, sales_accepted_at = "2026-03-03T09:00:00-05:00" }
    move   = stage.new_business.sao

    expect {
      allowed = true
    }
  }

  step "no_jump_to_proposal" {
    record = "deal"
    move   = stage.new_business.proposal_negotiation

    set = {
      discount_percent       = 0
      payment_terms          = "annual_net_30"
      term_months            = 12
      scope                  = ["dispatch"]
      procurement_contact    = "ola"
      requirements_confirmed = true
    }

    expect {
      blocked_by = ["no_skip"]
    }
  }

  step "lost_without_a_code" {
    record = "deal"
    set    = { competitor = "in_house" }
    move   = stage.new_business.closed_lost

    expect {
      blocked_by = ["reason"]
    }
  }

  step "lost" {
    record = "deal"
    move   = stage.new_business.closed_lost
    reason = "no_decision"

    expect {
      allowed = true
    }
  }
}

scenario "closing" {
  description = "A signature is not enough, and a large discount needs the VP."
  at          = "2026-05-04T10:00:00-04:00"

  record "sigma" {
    object = object.company
    fields = { name = "Sigma Utilities", segment = "mid_market" }
  }

  record "ola" {
    object  = object.contact
    owner   = "frank@fernway.example"
    stages  = [stage.lead.opportunity]
    related = ["sigma"]
    fields  = { email = "ola@sigma.example", buying_role = "champion" }
  }

  record "deal" {
    object  = object.deal
    owner   = "frank@fernway.example"
    stages  = [stage.new_business.proposal_negotiation]
    related = ["ola", "sigma"]

    fields = {
      amount              = 21000
      discount_percent    = 25
      payment_terms       = "annual_net_30"
      term_months         = 12
      scope               = ["dispatch", "route_planning"]
      procurement_contact = "ola"
      contract_document   = "contract.pdf"
      contract_signed_at  = "2026-05-04T09:00:00-04:00"
      signatory           = "ola"
      go_live_date        = "2026-06-15"
    }
  }

  record "journey" {
    object  = object.project
    owner   = "oscar@fernway.example"
    related = ["deal", "sigma"]
  }

  step "promises_unclear" {
    record = "deal"
    move   = stage.new_business.closed_won

    expect {
      blocked_by = ["promises_explicit", "deal.commitments", "approval"]
    }
  }

  step "discount_not_approved" {
    record = "deal"
    set    = { commitments = ["none"] }
    move   = stage.new_business.closed_won

    expect {
      blocked_by = ["approval"]
    }
  }

  step "delivery_cannot_start_yet" {
    record = "journey"
    move   = stage.customer.pre_onboarding

    expect {
      allowed = false
    }
  }

  step "ordinary_discount" {
    record = "deal"
    set    = { discount_percent = 8 }
    move   = stage.new_business.closed_won

    expect {
      allowed = true
    }
  }

  step "customer" {
    record = "ola"
    move   = stage.lead.customer

    expect {
      allowed = true
    }
  }

  step "handed_over" {
    record = "journey"
    set    = { first_action_due = "2026-05-06" }
    move   = stage.customer.pre_onboarding

    expect {
      allowed = true
    }
  }

  step "no_shortcut_to_adoption" {
    record = "journey"
    set    = { first_value_at = "2026-05-04T10:00:00-04:00", data_migrated = true }
    move   = stage.customer.early_adoption

    expect {
      blocked_by = ["no_skip"]
    }
  }
}

scenario "adoption" {
  description = "Early Adoption begins with the first real job, not with go-live."
  at          = "2026-07-01T10:00:00-04:00"

  record "sigma" {
    object = object.company
    fields = { name = "Sigma Utilities" }
  }

  record "journey" {
    object  = object.project
    owner   = "oscar@fernway.example"
    stages  = [stage.customer.implementation]
    related = ["sigma"]
    fields  = { scope = ["dispatch"], data_migrated = true }
  }

  step "live_but_unused" {
    record = "journey"
    move   = stage.customer.early_adoption

    expect {
      blocked_by = ["first_value", "project.first_value_at"]
    }
  }

  step "first_job" {
    record = "journey"
    set    = { first_value_at = "2026-07-01T09:12:00-04:00" }
    move   = stage.customer.early_adoption

    expect {
      allowed = true
    }
  }

  step "not_yet_mature" {
    record = "journey"
    set    = { active_technicians_percent = 55, nps = 9 }
    move   = stage.customer.mature_adoption

    expect {
      blocked_by = ["usage"]
    }
  }
}

scenario "renewal" {
  description = "Only customers renew, and a lost renewal carries its own codes."
  at          = "2026-09-01T10:00:00-04:00"

  record "sigma" {
    object = object.company
    fields = { name = "Sigma Utilities" }
  }

  record "ola" {
    object  = object.contact
    owner   = "grace@fernway.example"
    stages  = [stage.lead.customer]
    related = ["sigma"]
    fields  = { email = "ola@sigma.example" }
  }

  record "next_term" {
    object  = object.deal
    owner   = "grace@fernway.example"
    related = ["ola", "sigma"]
    fields  = { renewal_date = "2027-05-03", amount = 21000 }
  }

  step "opened" {
    record = "next_term"
    move   = stage.renewal.open

    expect {
      allowed = true
    }
  }

  step "no_review_no_stage" {
    record = "next_term"
    move   = stage.renewal.review

    expect {
      blocked_by = ["reviewed", "deal.health_reviewed_at"]
    }
  }

  step "loss_code_is_not_churn_code" {
    record = "next_term"
    move   = stage.renewal.closed_lost
    reason = "price"

    expect {
      blocked_by = ["reason"]
    }
  }

  step "churn" {
    record = "next_term"
    move   = stage.renewal.closed_lost
    reason = "low_adoption"

    expect {
      allowed = true
    }
  }
}
