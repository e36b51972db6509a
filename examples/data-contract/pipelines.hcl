# The lead pipeline: four states, one waiting room, one way out.

lifecycle "leads" {
  title        = "Lead pipeline"
  domain       = "lead"
  object       = object.lead
  forward_only = true

  audit {
    by    = lead.moved_by
    at    = lead.moved_at
    basis = lead.move_basis
  }

  stage "signal" {
    label       = "Signal"
    definition  = "Somebody gave a sign: a form, a reply, an introduction, a raised hand."
    state       = "confirmed"
    owner       = role.growth_ops
    requires    = [lead.source]
    stale_after = "4w"

    entry "signal" {
      description = "The lead came in through one of the declared sources."
      when        = is_set(lead.source)
    }

    exit "worth_scoring" {
      description = "There is enough to score."
      then        = stage.leads.scored
    }
  }

  stage "scored" {
    label       = "Scored"
    definition  = "We know how well the company fits, as one of four bands."
    state       = "confirmed"
    owner       = role.growth_ops
    requires    = [lead.icp_band]
    stale_after = "4w"

    entry "banded" {
      description = "The band is A, B, C or out."
      when        = is_set(lead.icp_band)
    }

    exit "routed" {
      description = "Routing named an owner."
      then        = stage.leads.assigned
    }

    exit "out" {
      description = "The band is out."
      then        = stage.leads.disqualified
    }
  }

  stage "assigned" {
    label       = "Assigned"
    definition  = "One person owns the lead, knows the next step, and a clock runs."
    state       = "confirmed"
    owner       = role.sdr
    stale_after = "4w"

    entry "inside_icp" {
      description = "The band is not out."
      when        = lead.icp_band != "out"
    }

    entry "owned" {
      description = "There is an owner."
      when        = is_set(lead.owner)
    }

    exit "evidence" {
      description = "The evidence supports a deal."
      then        = stage.leads.qualified
    }

    exit "no" {
      description = "It does not, and will not."
      then        = stage.leads.disqualified
    }
  }

  stage "qualified" {
    label       = "Qualified"
    definition  = "The evidence for a deal is on the company: fit, problem, people, money, decision."
    state       = "confirmed"
    golden      = true
    owner       = role.sdr
    stale_after = "4w"

    entry "decided" {
      description = "The company is qualified."
      when        = company.qualification == "qualified"
    }

    exit "deal" {
      description = "A deal is made."
      then        = stage.sales.opportunity
    }

    exit "hold" {
      description = "Right company, wrong moment."
      then        = stage.leads.holding
    }

    exit "archive" {
      description = "No deal after all, with a reason."
      then        = stage.leads.disqualified
    }
  }

  stage "holding" {
    label      = "On Hold"
    definition = "Qualified in principle, with a day on which it is decided again."
    state      = "confirmed"
    owner      = role.sdr
    requires   = [lead.revisit_on]
    outcome    = "holding"
    revisit    = lead.revisit_on
    reasons    = reasons.holding

    entry "date" {
      description = "There is a day to look again."
      when        = is_set(lead.revisit_on)
    }

    exit "again" {
      description = "The day has come, or the client calls."
      then        = stage.leads.qualified
    }

    exit "archive" {
      description = "The day came and nothing had changed."
      then        = stage.leads.disqualified
    }
  }

  stage "disqualified" {
    label      = "Disqualified"
    definition = "Formally no, with the reason on the company. One of the two ends."
    state      = "confirmed"
    owner      = role.revops
    outcome    = "disqualified"
    reasons    = reasons.disqualification

    entry "reason" {
      description = "The decision is final. Its code is written on the company, whichever record moves."
    }
  }
}

# The sales pipeline. A lost deal is no end of the chain: it sends the lead to Disqualified.

pipeline "sales" {
  title        = "Sales pipeline"
  domain       = "sales"
  object       = object.deal
  forward_only = true
  crm          = { hubspot = "default" } # every account begins with a pipeline of this name

  stage "opportunity" {
    label       = "Opportunity"
    definition  = "A deal with a company, people, a problem and one owner."
    state       = "confirmed"
    owner       = role.ae
    requires    = [deal.problem, deal.decision_maker]
    stale_after = "8w"
    probability = 40
    forecast    = "pipeline"

    entry "lead_qualified" {
      description = "The lead that the deal comes from is qualified."
      when        = lifecycle.leads == stage.leads.qualified
    }

    exit "signed" {
      description = "The client signs."
      then        = stage.sales.won
    }

    exit "declined" {
      description = "The client declines."
      then        = stage.sales.lost
    }
  }

  stage "won" {
    label       = "Won"
    definition  = "Signed, with scope, terms, people and promises in fields."
    state       = "confirmed"
    golden      = true
    owner       = role.ae
    probability = 100
    forecast    = "closed"
    outcome     = "won"

    entry "signed" {
      description = "The last signature is dated."
      when        = is_set(deal.signed_on)
    }

    exit "handed_over" {
      description = "Delivery takes over."
      then        = stage.delivery.cs_handoff
    }
  }

  stage "lost" {
    label       = "Lost"
    definition  = "The client declined. The lead is archived with it."
    state       = "confirmed"
    owner       = role.ae
    probability = 0
    forecast    = "omitted"
    outcome     = "lost"
    reasons     = reasons.loss

    entry "declined" {
      description = "The client said no, or nothing for a quarter."
    }

    exit "recorded" {
      description = "The reason is on the company and the lead is disqualified."
      then        = stage.leads.disqualified
    }
  }
}

# Delivery: the other end.

pipeline "delivery" {
  title  = "Delivery"
  domain = "customer"
  object = object.project
  type   = "delivery"

  stage "cs_handoff" {
    label      = "CS Handoff"
    definition = "Delivery runs and has a clear owner. One of the two ends."
    state      = "confirmed"
    golden     = true
    owner      = role.delivery_lead

    entry "won" {
      description = "The deal is won."
      when        = pipeline.sales == stage.sales.won
    }

    entry "accepted" {
      description = "The new owner has accepted the account."
      when        = is_set(project.accepted_at)
    }

    entry "first_action" {
      description = "The first delivery action is in the queue."
      when        = is_set(project.first_action_due)
    }
  }
}
