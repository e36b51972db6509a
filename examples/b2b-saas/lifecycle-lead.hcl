# Lead domain: how far a person has come. Won and Lost are no positions here;
# they are outcomes of deals. What somebody is doing with the person just now is the status.

lifecycle "lead" {
  title        = "Lead lifecycle"
  description  = "From an unknown visitor to a customer, one position per person, forward only."
  domain       = "lead"
  object       = object.contact
  property     = "lifecycle_position"
  forward_only = true
  crm          = { hubspot = "lifecyclestage", salesforce = "Lifecycle_Position__c" }

  # stagecraft:ignore L-52 Our account has Marketing Hub Enterprise; a super admin has added the stages.
  stage "anonymous_visitor" {
    label      = "Anonymous Visitor"
    definition = "Somebody reads our pages and we do not know who it is."
    state      = "confirmed"
    owner      = role.demand_gen

    entry "visited" {
      description = "A tracked visit without a known person behind it."
    }

    exit "identified" {
      description = "The visitor leaves a business address."
      when        = is_set(contact.email)
      then        = stage.lead.known_lead
    }

    raci {
      accountable = role.vp_marketing
      responsible = [role.demand_gen]
      informed    = [role.marketing_ops]
    }
  }

  stage "known_lead" {
    label       = "Known Lead"
    definition  = "We know a person, how to reach them and where they work."
    state       = "confirmed"
    owner       = role.marketing_ops
    requires    = [contact.email, contact.lead_source]
    stale_after = "365d"
    aliases     = ["Subscriber", "Lead"]
    customised  = "A trial sign-up is a Known Lead too, not yet an engaged one."
    crm         = { hubspot = "lead", salesforce = "Known Lead" }

    entry "identified" {
      description = "A business e-mail address is known."
      when        = is_set(contact.email)
    }

    exit "engaged" {
      description = "The person comes back and does something."
      when        = scoring.lead.engagement >= 10
      then        = stage.lead.marketing_engaged
    }

    exit "hand_raised" {
      description = "The person asks for a conversation."
      when        = is_set(contact.hand_raise)
      then        = stage.lead.mql
    }

    raci {
      accountable = role.vp_marketing
      responsible = [role.marketing_ops]
      informed    = [role.demand_gen]
    }
  }

  stage "marketing_engaged" {
    label       = "Marketing Engaged"
    short       = "MEL"
    definition  = "The person keeps coming back: content, webinars, trial. Not yet ready for Sales."
    state       = "assumed"
    owner       = role.demand_gen
    requires    = [contact.email, contact.lead_source]
    stale_after = "180d"
    crm         = { hubspot = "marketing_engaged", salesforce = "Marketing Engaged" }

    entry "engaged" {
      description = "At least 10 points of engagement."
      when        = scoring.lead.engagement >= 10
    }

    exit "qualified" {
      description = "Fit and engagement both reach the threshold, or the person asks for a conversation."
      when        = scoring.lead.meets.mql || is_set(contact.hand_raise)
      then        = stage.lead.mql
    }

    raci {
      accountable = role.vp_marketing
      responsible = [role.demand_gen]
      consulted   = [role.marketing_ops]
    }
  }

  stage "mql" {
    label       = "Marketing Qualified Lead"
    short       = "MQL"
    definition  = "Marketing passes the person to Sales: the company fits and the person has shown intent, or has asked for a conversation."
    state       = "confirmed"
    owner       = role.sdr
    requires    = [contact.email, contact.last_name, contact.job_title, contact.lead_source, company.name, company.icp_band, company.segment]
    stale_after = "2d"
    crm         = { hubspot = "marketingqualifiedlead", salesforce = "MQL" }

    entry "qualified" {
      description = "Both scores reach the MQL threshold, or the person raised a hand."
      when        = scoring.lead.meets.mql || is_set(contact.hand_raise)
    }

    entry "inside_icp" {
      description = "The company is not outside our market. Asking for a demo does not change that."
      when        = contains(["A", "B", "C"], company.icp_band) && !coalesce(company.competitor, false)
    }

    exit "accepted" {
      description = "Sales agrees to work the lead."
      when        = is_set(contact.accepted_at) || is_set(contact.meeting_booked_at)
      then        = stage.lead.sal
    }

    exit "rejected" {
      description = "Sales says no, with a code; the lead returns to nurture."
      then        = stage.lead.known_lead
    }

    raci {
      accountable = role.vp_marketing
      responsible = [role.marketing_ops]
      consulted   = [role.sdr_manager]
      informed    = [role.sdr]
    }

    guidance = "Call the people who raised a hand first; the threshold leads can wait an hour, they cannot."
  }

  stage "sal" {
    label       = "Sales Accepted Lead"
    short       = "SAL"
    definition  = "An SDR has looked at the lead, agrees that it is worth a conversation and has started to reach the person."
    state       = "confirmed"
    owner       = role.sdr
    requires    = [contact.assigned_at]
    stale_after = "14d"
    crm         = { hubspot = "sales_accepted_lead", salesforce = "SAL" }

    entry "accepted" {
      description = "An SDR accepted the lead, or a meeting is in the calendar."
      when        = is_set(contact.accepted_at) || is_set(contact.meeting_booked_at)
    }

    exit "qualified" {
      description = "A qualifying conversation confirms at least two of budget, authority, need and timing."
      when        = at_least(2, contact.bant_budget, contact.bant_authority, contact.bant_need, contact.bant_timing)
      then        = stage.lead.sql
    }

    exit "not_yet" {
      description = "Interested, but not now; back to nurture with a code."
      then        = stage.lead.known_lead
    }

    raci {
      accountable = role.sdr_manager
      responsible = [role.sdr]
      consulted   = [role.ae]
      informed    = [role.demand_gen]
    }
  }

  stage "sql" {
    label       = "Sales Qualified Lead"
    short       = "SQL"
    definition  = "A qualifying conversation was held and gave a reason to open a deal. The next step is the Stage 0 deal, within two days."
    state       = "confirmed"
    golden      = true
    owner       = role.sdr
    requires    = [contact.problem, contact.buying_role, company.icp_confirmed, company.capacity_to_pay, company.qualification_decision, company.qualification_basis]
    stale_after = "7d"
    aliases     = ["Stage 0"]
    crm         = { hubspot = "salesqualifiedlead", salesforce = "SQL" }

    entry "sales_accepted" {
      description = "Sales accepted the lead before; nobody becomes an SQL past the SDR team."
      when        = lifecycle.lead >= stage.lead.sal
    }

    entry "conversation_held" {
      description = "The qualifying conversation took place."
      when        = is_set(contact.conversation_held_at)
    }

    entry "bant" {
      description = "At least two of budget, authority, need and timing are confirmed."
      when        = at_least(2, contact.bant_budget, contact.bant_authority, contact.bant_need, contact.bant_timing)
    }

    entry "decision" {
      description = "The decision on the company is: qualified."
      when        = company.qualification_decision == "qualified"
    }

    exit "deal_created" {
      description = "A Stage 0 deal exists."
      when        = count(deal) >= 1
      then        = stage.lead.opportunity
    }

    exit "recycled" {
      description = "It fell apart before a deal was opened; back to nurture with a code."
      then        = stage.lead.known_lead
    }

    raci {
      accountable = role.vp_sales
      responsible = [role.sdr]
      consulted   = [role.ae]
      informed    = [role.demand_gen]
    }
  }

  stage "opportunity" {
    label       = "Opportunity"
    definition  = "The person is part of a deal."
    state       = "confirmed"
    owner       = role.ae
    stale_after = "180d"
    customised  = "Set by the deal; nobody sets it by hand."
    crm         = { hubspot = "opportunity", salesforce = "Opportunity" }

    entry "deal_exists" {
      description = "At least one deal is linked to the person."
      when        = count(deal) >= 1
    }

    exit "won" {
      description = "The deal is won."
      then        = stage.lead.customer
    }

    exit "lost" {
      description = "The deal is lost; back to nurture with a code."
      then        = stage.lead.known_lead
    }

    raci {
      accountable = role.vp_sales
      responsible = [role.ae]
      informed    = [role.demand_gen]
    }
  }

  stage "customer" {
    label      = "Customer"
    definition = "The person's company has signed."
    state      = "confirmed"
    owner      = role.csm
    customised = "A deal's outcome stays on the deal: there is no Closed Won or Closed Lost position here."
    crm        = { hubspot = "customer", salesforce = "Customer" }

    entry "won_deal" {
      description = "A deal of the person, in any pipeline, is won."
      when        = any(deal, pipeline.new_business == stage.new_business.closed_won || pipeline.expansion == stage.expansion.closed_won || pipeline.renewal == stage.renewal.closed_won)
    }

    raci {
      accountable = role.vp_cs
      responsible = [role.csm]
      informed    = [role.ae]
    }
  }
}

# The working state, beside the position.

status "contact" "new" {
  label      = "New"
  definition = "Nobody has worked on the person in this position yet."
  order      = 1
  state      = "confirmed"
}

status "contact" "working" {
  label      = "Working"
  definition = "Somebody is trying to reach the person."
  order      = 2
  state      = "confirmed"
}

status "contact" "engaged" {
  label      = "Engaged"
  definition = "There is a conversation in both directions."
  order      = 3
  state      = "confirmed"
}

status "contact" "nurture" {
  label      = "Nurture"
  definition = "Not now. Marketing keeps in touch at a lower frequency."
  order      = 4
  state      = "confirmed"
}

status "contact" "disqualified" {
  label      = "Disqualified"
  definition = "Will not buy from us. Needs a code; the lifecycle position stays as the record of how far it went."
  order      = 5
  closed     = true
  reasons    = reasons.disqualification
  state      = "assumed"
}
