lifecycle "contact" {
  title        = "Contact lifecycle"
  domain       = "lead"
  object       = object.contact
  forward_only = true

  stage "subscriber" {
    label      = "Subscriber"
    definition = "Agreed to hear from us; that is all we know."
    owner      = role.marketing

    entry "opted_in" {
      description = "The person opted into content."
      when        = is_set(contact.opted_in_at)
    }

    exit "identified" {
      description = "The company is known, or the person looked at three pages or more."
      when        = is_set(company.name) || contact.page_views >= 3
      then        = stage.contact.lead
    }
  }

  stage "lead" {
    label      = "Lead"
    definition = "A person at a company that we can name."
    owner      = role.marketing
    requires   = [contact.name, contact.email, company.name]

    entry "identified" {
      description = "Name, e-mail address and company are known."
      when        = is_set(contact.name) && is_set(contact.email) && is_set(company.name)
    }

    exit "qualified" {
      description = "The score reaches the threshold, or somebody qualifies the lead by hand."
      then        = stage.contact.mql
    }
  }

  stage "mql" {
    label      = "Marketing Qualified Lead"
    short      = "MQL"
    definition = "Fits and shows interest, or asked for a demo. Marketing answers for it until Sales says yes or no."
    golden     = true
    owner      = role.marketing

    entry "ready" {
      description = "Fit and engagement both reach the threshold, or the person asked for a demo."
      when        = scoring.lead.meets.mql || is_set(contact.demo_requested_at)
    }

    exit "accepted" {
      description = "Sales accepts."
      then        = stage.contact.sql
    }

    exit "rejected" {
      description = "Sales declines with a code."
      then        = stage.contact.lead
    }

    raci {
      accountable = role.marketing
      responsible = [role.sdr]
      consulted   = [role.ae]
      informed    = [role.sales_manager]
    }
  }

  stage "sql" {
    label      = "Sales Qualified Lead"
    short      = "SQL"
    definition = "A conversation confirmed that there is something to sell."
    golden     = true
    owner      = role.sdr

    entry "conversation" {
      description = "The qualifying conversation took place."
      when        = is_set(contact.conversation_at)
    }

    entry "bant" {
      description = "At least two of budget, authority, need and timing."
      when        = at_least(2, contact.budget, contact.authority, contact.need, contact.timing)
    }

    exit "opportunity" {
      description = "A deal is opened."
      then        = stage.contact.opportunity
    }

    exit "recycled" {
      description = "Not now, with a code."
      then        = stage.contact.lead
    }

    raci {
      accountable = role.sales_manager
      responsible = [role.sdr]
      consulted   = [role.ae]
      informed    = [role.marketing]
    }
  }

  stage "opportunity" {
    label      = "Opportunity"
    definition = "A deal with a value and a close date."
    owner      = role.ae

    entry "deal" {
      description = "A linked deal has a value and a close date."
      when        = any(deal, is_set(deal.amount) && is_set(deal.close_date))
    }

    exit "decided" {
      description = "The deal is won or lost."
      then        = stage.contact.customer
    }
  }

  stage "customer" {
    label      = "Customer"
    definition = "The contract is signed."
    golden     = true
    owner      = role.csm

    entry "won" {
      description = "A linked deal is won."
      when        = any(deal, pipeline.sales == stage.sales.closed_won)
    }

    exit "promoter" {
      description = "Recommends us. Renewal and churn are the customer pipeline's business."
      then        = stage.contact.evangelist
    }
  }

  stage "evangelist" {
    label      = "Evangelist"
    definition = "A customer who speaks for us."
    owner      = role.csm

    entry "promotes" {
      description = "NPS of 9 or 10, or an active referral."
      when        = contact.nps >= 9 || contact.referrals >= 1
    }

    exit "program" {
      description = "Takes part in the programme for as long as it lasts."
    }

    raci {
      accountable = role.csm
      responsible = [role.csm, role.marketing]
      informed    = [role.ae]
    }
  }
}

handoff "mql_to_sql" {
  title        = "Marketing to Sales"
  from         = stage.contact.mql
  to           = stage.contact.sql
  decision     = "Will Sales work it, and is there something to sell?"
  owes         = [contact.email, contact.source, contact.role, company.name, company.segment, company.icp_band, contact.fit_score]
  promise      = "Who it is, where from, how well it fits."
  owner        = role.sdr
  producer     = role.marketing
  sla          = sla.first_contact
  tracking     = "Stage history; acceptance rate"
  reasons      = reasons.rejection
  failure_mode = "Sales stops opening MQLs."

  outcome "rejected" {
    description = "Declined with a code; nurtured."
    to          = stage.contact.lead
    reasons     = reasons.rejection
  }
}

handoff "sql_to_opportunity" {
  title        = "SDR to AE"
  from         = stage.contact.sql
  to           = stage.sales.qualified
  decision     = "Is it a deal?"
  owes         = [contact.source, contact.fit_score, contact.conversation_at, company.name]
  promise      = "Contact, company, source and fit."
  owner        = role.ae
  producer     = role.sdr
  sla          = sla.qualification
  tracking     = "Deal created date"
  reasons      = reasons.recycling
  failure_mode = "The AE asks everything again."
  creates      = object.deal

  outcome "closed" {
    description = "Nothing to sell here: archived with a code, and not asked again."
    reasons     = reasons.rejection
  }
}

handoff "won_to_customer" {
  title        = "AE to Customer Success"
  from         = stage.contact.opportunity
  to           = stage.contact.customer
  decision     = "Has Customer Success taken over?"
  owes         = [contact.email, company.name]
  promise      = "Somebody to call, and what was sold."
  owner        = role.csm
  producer     = role.ae
  sla          = sla.takeover
  tracking     = "Signed at"
  failure_mode = "The first call comes from accounts receivable."
}

handoff "mql_rejected" {
  title        = "Rejected MQL"
  from         = stage.contact.mql
  to           = stage.contact.lead
  decision     = "Why not?"
  owner        = role.marketing
  producer     = role.sdr
  sla          = sla.takeover
  tracking     = "Recycled MQLs are counted apart"
  reasons      = reasons.rejection
  failure_mode = "The same lead comes back next month."
  recycle      = true
}

handoff "sql_recycled" {
  title        = "Recycled SQL"
  from         = stage.contact.sql
  to           = stage.contact.lead
  decision     = "When again?"
  owner        = role.marketing
  producer     = role.sdr
  sla          = sla.takeover
  tracking     = "Recycled leads are counted apart"
  reasons      = reasons.recycling
  failure_mode = "Good leads die quietly."
  recycle      = true
}
