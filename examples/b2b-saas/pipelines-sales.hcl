# Sales domain: three pipelines and no more. Onboarding is in pipeline-customer.hcl.

pipeline "new_business" {
  title        = "New Business"
  description  = "First contract with a company."
  domain       = "sales"
  object       = object.deal
  type         = "new_business"
  forward_only = true
  no_skip      = true
  crm          = { hubspot = "new_business", salesforce = "New Business" }

  stage "sql" {
    label       = "Sales Qualified Lead"
    short       = "SQL"
    number      = 0
    definition  = "The deal is created from a qualified lead. The AE has it, but has not yet agreed that it belongs in the forecast."
    state       = "confirmed"
    golden      = true
    owner       = role.ae
    same_as     = stage.lead.sql
    requires    = [deal.problem, deal.deal_source, deal.champion]
    stale_after = "14d"
    probability = 25
    forecast    = "pipeline"

    entry "qualified_contact" {
      description = "The contact of the deal is an SQL or further."
      when        = lifecycle.lead >= stage.lead.sql
    }

    exit "accepted" {
      description = "The AE has met the customer and accepts the opportunity."
      when        = is_set(deal.sales_accepted_at)
      then        = stage.new_business.sao
    }

    exit "refused" {
      description = "The first meeting shows that there is no deal."
      then        = stage.new_business.closed_lost
    }

    raci {
      accountable = role.vp_sales
      responsible = [role.ae]
      consulted   = [role.sdr]
      informed    = [role.demand_gen]
    }
  }

  stage "sao" {
    label       = "Sales Accepted Opportunity"
    short       = "SAO"
    number      = 1
    definition  = "The AE has met the customer, agrees with the qualification and puts value and date behind it."
    state       = "assumed"
    owner       = role.ae
    requires    = [deal.amount, deal.close_date, deal.timeline, deal.sales_accepted_at]
    stale_after = "30d"
    probability = 50
    forecast    = "pipeline"

    entry "accepted" {
      description = "The AE accepted the opportunity after the first meeting."
      when        = is_set(deal.sales_accepted_at)
    }

    entry "worth_it" {
      description = "The annual value is at least 6,000."
      when        = deal.amount >= 6000
    }

    exit "evaluating" {
      description = "The customer agrees to evaluate a use case against success criteria."
      when        = deal.success_criteria
      then        = stage.new_business.evaluation
    }

    raci {
      accountable = role.vp_sales
      responsible = [role.ae]
      consulted   = [role.sales_manager]
      informed    = [role.sdr_manager]
    }
  }

  stage "evaluation" {
    label       = "Evaluation/Use Case"
    number      = 2
    definition  = "The customer tries whether we solve a named use case, with success criteria that both sides agreed."
    state       = "assumed"
    owner       = role.ae
    requires    = [deal.use_case, deal.economic_buyer]
    stale_after = "45d"
    probability = 75
    forecast    = "best_case"

    entry "criteria_agreed" {
      description = "Success criteria are written down and agreed."
      when        = deal.success_criteria
    }

    exit "proposal_requested" {
      description = "The customer asks for a proposal."
      then        = stage.new_business.proposal_negotiation
    }

    raci {
      accountable = role.sales_manager
      responsible = [role.ae, role.solutions]
      informed    = [role.onboarding]
    }
  }

  stage "proposal_negotiation" {
    label       = "Proposal/Negotiation"
    number      = 3
    definition  = "Price, scope and terms are with the customer, and both sides work on the paper."
    state       = "confirmed"
    owner       = role.ae
    requires    = [deal.discount_percent, deal.payment_terms, deal.term_months, deal.scope, deal.procurement_contact]
    stale_after = "30d"
    probability = 90
    forecast    = "commit"

    entry "requirements_met" {
      description = "Technical requirements are confirmed."
      when        = deal.requirements_confirmed
    }

    entry "poc_not_failed" {
      description = "A proof of concept, where there was one, did not fail."
      when        = !is_set(deal.poc_result) || deal.poc_result != "value_not_shown"
    }

    exit "signed" {
      description = "The contract is signed by both sides."
      when        = is_set(deal.contract_signed_at)
      then        = stage.new_business.closed_won
    }

    exit "declined" {
      description = "The customer declines."
      then        = stage.new_business.closed_lost
    }

    raci {
      accountable = role.sales_manager
      responsible = [role.ae]
      consulted   = [role.deal_desk, role.legal, role.finance]
      informed    = [role.onboarding]
    }
  }

  stage "closed_won" {
    label       = "Closed Won"
    definition  = "Both sides have signed, scope, price and promises stand in fields, and Customer Success can start without asking the AE."
    state       = "confirmed"
    golden      = true
    owner       = role.onboarding
    requires    = [deal.contract_document, deal.contract_signed_at, deal.scope, deal.go_live_date, deal.amount, deal.payment_terms, deal.term_months, deal.signatory, deal.procurement_contact, deal.commitments]
    probability = 100
    forecast    = "closed"
    outcome     = "won"
    customised  = "A signature is not enough: without structured scope and commitments the deal stays in Stage 3."

    entry "signed" {
      description = "Both sides have signed."
      when        = is_set(deal.contract_signed_at)
    }

    entry "promises_explicit" {
      description = "Special commitments are listed, or stated to be none."
      when        = length(deal.commitments) >= 1
    }

    raci {
      accountable = role.vp_sales
      responsible = [role.ae]
      consulted   = [role.legal]
      informed    = [role.vp_cs, role.onboarding, role.finance]
    }
  }

  stage "closed_lost" {
    label       = "Closed Lost"
    definition  = "The customer said no, or we did. The code and the competitor are recorded."
    state       = "confirmed"
    owner       = role.sales_manager
    requires    = [deal.competitor]
    probability = 0
    forecast    = "omitted"
    outcome     = "lost"
    reasons     = reasons.loss

    entry "decided" {
      description = "The decision is final in the AE's judgement; a silent deal is stale, not lost."
    }
  }
}

pipeline "renewal" {
  title        = "Renewal"
  description  = "The next term of an existing contract. Stages are commercial progress; how many days are left is the renewal date's business."
  domain       = "sales"
  object       = object.deal
  type         = "renewal"
  forward_only = true
  crm          = { hubspot = "renewal", salesforce = "Renewal" }

  stage "open" {
    label       = "Renewal Opened"
    definition  = "The renewal deal exists, with the date and the value of the running term."
    state       = "confirmed"
    owner       = role.csm
    requires    = [deal.renewal_date, deal.amount]
    stale_after = "45d"
    aliases     = ["Open Renewal"]
    probability = 60
    forecast    = "pipeline"

    entry "customer" {
      description = "The contact of the deal is a customer."
      when        = lifecycle.lead >= stage.lead.customer
    }

    exit "reviewed" {
      description = "The account was reviewed with the customer."
      when        = is_set(deal.health_reviewed_at)
      then        = stage.renewal.review
    }
  }

  stage "review" {
    label       = "Account Reviewed"
    definition  = "Usage, tickets and goals were looked at together with the customer."
    state       = "assumed"
    owner       = role.csm
    stale_after = "30d"
    aliases     = ["Review"]
    probability = 70
    forecast    = "pipeline"

    entry "reviewed" {
      description = "The review took place."
      when        = is_set(deal.health_reviewed_at)
    }

    exit "proposed" {
      description = "The customer receives terms for the next period."
      when        = is_set(deal.proposal_sent_at)
      then        = stage.renewal.proposal
    }
  }

  stage "proposal" {
    label       = "Renewal Proposed"
    definition  = "Terms for the next period are with the customer."
    state       = "assumed"
    owner       = role.csm
    requires    = [deal.term_months, deal.discount_percent]
    stale_after = "30d"
    aliases     = ["Proposal"]
    probability = 80
    forecast    = "best_case"

    entry "sent" {
      description = "The proposal was sent."
      when        = is_set(deal.proposal_sent_at)
    }

    exit "negotiating" {
      description = "The customer wants to change terms."
      then        = stage.renewal.negotiation
    }
  }

  stage "negotiation" {
    label       = "Renewal Negotiated"
    definition  = "Both sides work on the terms."
    state       = "assumed"
    owner       = role.csm
    stale_after = "30d"
    aliases     = ["Negotiation"]
    probability = 90
    forecast    = "commit"

    entry "answered" {
      description = "The customer answered the proposal with wishes."
    }

    exit "decided" {
      description = "The customer signs the next term."
      when        = is_set(deal.contract_signed_at)
      then        = stage.renewal.closed_won
    }

    exit "left" {
      description = "The customer leaves."
      then        = stage.renewal.closed_lost
    }
  }

  stage "closed_won" {
    label       = "Renewed"
    definition  = "The next term is signed."
    state       = "confirmed"
    owner       = role.csm
    requires    = [deal.contract_signed_at, deal.renewal_date]
    aliases     = ["Closed Won"]
    probability = 100
    forecast    = "closed"
    outcome     = "won"

    entry "signed" {
      description = "Both sides have signed."
      when        = is_set(deal.contract_signed_at)
    }
  }

  stage "closed_lost" {
    label       = "Not Renewed"
    definition  = "The customer leaves at the end of the term. The company becomes a former customer."
    state       = "confirmed"
    owner       = role.cs_manager
    aliases     = ["Closed Lost", "Churned"]
    probability = 0
    forecast    = "omitted"
    outcome     = "lost"
    reasons     = reasons.churn

    entry "notice" {
      description = "The customer gave notice, or let the term run out."
    }
  }
}

pipeline "expansion" {
  title        = "Expansion"
  description  = "More technicians or another module for an existing customer."
  domain       = "sales"
  object       = object.deal
  type         = "expansion"
  forward_only = true
  crm          = { hubspot = "expansion", salesforce = "Expansion" }

  stage "identified" {
    label       = "Need Identified"
    definition  = "The CSM has heard of a need that the present contract does not cover."
    state       = "assumed"
    owner       = role.csm
    requires    = [deal.use_case]
    stale_after = "60d"
    probability = 30
    forecast    = "pipeline"

    entry "customer" {
      description = "The contact of the deal is a customer."
      when        = lifecycle.lead >= stage.lead.customer
    }

    exit "scoped" {
      description = "An AE has scoped it with the customer."
      then        = stage.expansion.scoped
    }
  }

  stage "scoped" {
    label       = "Need Scoped"
    definition  = "Value, modules and buyer are known."
    state       = "assumed"
    owner       = role.ae
    requires    = [deal.amount, deal.close_date, deal.scope, deal.economic_buyer]
    stale_after = "45d"
    probability = 60
    forecast    = "best_case"

    entry "buyer_known" {
      description = "We know who pays."
      when        = is_set(deal.economic_buyer)
    }

    exit "proposed" {
      description = "The customer receives a proposal."
      when        = is_set(deal.proposal_sent_at)
      then        = stage.expansion.proposal
    }
  }

  stage "proposal" {
    label       = "Expansion Proposed"
    definition  = "A proposal is with the customer."
    state       = "assumed"
    owner       = role.ae
    requires    = [deal.discount_percent]
    stale_after = "30d"
    probability = 80
    forecast    = "commit"

    entry "sent" {
      description = "The proposal was sent."
      when        = is_set(deal.proposal_sent_at)
    }

    exit "decided" {
      description = "The customer signs."
      when        = is_set(deal.contract_signed_at)
      then        = stage.expansion.closed_won
    }

    exit "declined" {
      description = "The customer declines."
      then        = stage.expansion.closed_lost
    }
  }

  stage "closed_won" {
    label       = "Expanded"
    definition  = "The larger contract is signed."
    state       = "confirmed"
    owner       = role.csm
    requires    = [deal.contract_signed_at, deal.scope]
    aliases     = ["Closed Won"]
    probability = 100
    forecast    = "closed"
    outcome     = "won"

    entry "signed" {
      description = "Both sides have signed."
      when        = is_set(deal.contract_signed_at)
    }
  }

  stage "closed_lost" {
    label       = "Not Expanded"
    definition  = "The customer stays with what they have."
    state       = "confirmed"
    owner       = role.ae
    aliases     = ["Closed Lost"]
    probability = 0
    forecast    = "omitted"
    outcome     = "lost"
    reasons     = reasons.loss

    entry "declined" {
      description = "The customer declined."
    }
  }
}
