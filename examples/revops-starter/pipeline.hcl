# Required fields block the way into the next stage; a deal that stands still for twice the
# average time of its stage is stale; a close date never moves without a code.

pipeline "sales" {
  title        = "Sales"
  object       = object.deal
  forward_only = true

  stage "qualified" {
    label       = "Qualified"
    definition  = "Contact, company, source and fit are known."
    owner       = role.ae
    requires    = [contact.email, company.name, contact.source, contact.fit_score]
    probability = 10
    forecast    = "pipeline"

    entry "sql" {
      description = "The contact is an SQL or further."
      when        = lifecycle.contact >= stage.contact.sql
    }

    exit "discovery_scheduled" {
      description = "Discovery is in the calendar."
      when        = is_set(deal.discovery_at)
      then        = stage.sales.discovery
    }
  }

  stage "discovery" {
    label       = "Discovery"
    definition  = "We learn what hurts, what they use and by when it must change."
    owner       = role.ae
    requires    = [deal.discovery_at]
    probability = 25
    forecast    = "pipeline"

    entry "scheduled" {
      description = "Discovery is in the calendar."
      when        = is_set(deal.discovery_at)
    }

    exit "demo_scheduled" {
      description = "A demo is in the calendar."
      when        = is_set(deal.demo_at)
      then        = stage.sales.evaluation
    }
  }

  stage "evaluation" {
    label       = "Evaluation"
    definition  = "They have seen the product and test it against their requirements."
    owner       = role.ae
    requires    = [deal.pain_point, deal.current_solution, deal.timeline]
    aliases     = ["Demo/Eval"]
    probability = 50
    forecast    = "best_case"

    entry "demo" {
      description = "A demo is in the calendar."
      when        = is_set(deal.demo_at)
    }

    exit "proposal_requested" {
      description = "They ask for a proposal."
      when        = is_set(deal.proposal_requested_at)
      then        = stage.sales.proposal
    }
  }

  stage "proposal" {
    label       = "Proposal"
    definition  = "They have price and terms."
    owner       = role.ae
    requires    = [deal.requirements, deal.decision_maker]
    probability = 75
    forecast    = "best_case"

    entry "requested" {
      description = "They asked for a proposal."
      when        = is_set(deal.proposal_requested_at)
    }

    exit "reviewed" {
      description = "Delivered, and gone through together."
      when        = is_set(deal.proposal_reviewed_at)
      then        = stage.sales.negotiation
    }
  }

  stage "negotiation" {
    label       = "Negotiation"
    definition  = "Both sides work on the paper."
    owner       = role.ae
    requires    = [deal.amount, deal.payment_terms, deal.stakeholder_map, deal.discount_percent]
    probability = 90
    forecast    = "commit"

    entry "reviewed" {
      description = "The proposal was gone through together."
      when        = is_set(deal.proposal_reviewed_at)
    }

    exit "contract_sent" {
      description = "The contract is out."
      when        = is_set(deal.contract_sent_at)
      then        = stage.sales.closed_won
    }
  }

  stage "closed_won" {
    label       = "Closed Won"
    definition  = "Signed. Customer Success takes over."
    golden      = true
    owner       = role.csm
    requires    = [deal.redlines, deal.approved_by, deal.close_date, deal.signed_at, deal.payment_terms]
    probability = 100
    forecast    = "closed"
    outcome     = "won"

    entry "signed" {
      description = "Both have signed."
      when        = is_set(deal.signed_at)
    }

    exit "cs_handoff_complete" {
      description = "Customer Success has taken over; nothing remains to be done."
      when        = is_set(deal.cs_handoff_at)
    }
  }

  stage "closed_lost" {
    label       = "Closed Lost"
    definition  = "They said no; we know why and against whom."
    owner       = role.sales_manager
    requires    = [deal.competitor]
    probability = 0
    forecast    = "omitted"
    outcome     = "lost"
    reasons     = reasons.loss

    entry "declined" {
      description = "They declined. The post-mortem follows within a week."
    }

    exit "post_mortem" {
      description = "The post-mortem is logged; nothing remains to be done."
      when        = is_set(deal.post_mortem_at)
    }
  }
}

hygiene "deals" {
  object          = object.deal
  stale_factor    = 2
  close_date_push = reasons.close_date_push
  close_date      = deal.close_date
  audit           = "quarterly"
  owner           = role.revops
  checks          = ["Stale deals.", "Close dates that moved.", "Distribution over stages."]
}

hygiene "companies" {
  object         = object.company
  duplicate_keys = [company.domain, company.name, company.phone]
  survivor       = "crm"
  archive_after  = "12mo"
  owner          = role.revops
  checks         = ["Merge duplicates; the CRM record wins."]
}
