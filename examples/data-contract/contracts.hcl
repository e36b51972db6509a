# The six contracts: what is decided, which facts must exist, who supplies them, what goes wrong otherwise.

handoff "signal_to_scored" {
  title        = "1. Signal to Scored"
  from         = stage.leads.signal
  to           = stage.leads.scored
  decision     = "Is it worth scoring, and how does it score against our ideal client?"
  owes         = [lead.name, lead.role, lead.seniority, lead.source, lead.icp_score, lead.icp_band, company.name, company.size, company.industry, company.region, company.segment]
  promise      = "Name, company, role, fit and segment are filled before a routing rule looks at the lead."
  owner        = role.growth_ops
  producer     = role.growth_ops
  sla          = sla.scoring
  tracking     = "Stage history: who moved it, when, on what basis"
  reasons      = reasons.disqualification
  failure_mode = "Routing guesses. Good leads land with the wrong person, bad ones with the best."
  state        = "confirmed"
  signals      = [source.form, source.outbound_reply, source.partner, source.trial_hand_raise]

  outcome "out" {
    description = "The band is out: archived with the reason on the company."
    to          = stage.leads.disqualified
    reasons     = reasons.disqualification
  }

  raci {
    accountable = role.growth_ops
    responsible = [role.growth_ops]
    informed    = [role.sdr]
  }
}

handoff "scored_to_assigned" {
  title        = "2. Scored to Assigned"
  from         = stage.leads.scored
  to           = stage.leads.assigned
  decision     = "Which person works it?"
  owes         = [lead.owner, lead.assigned_at, lead.assignment_reason, lead.next_step, lead.next_step_due]
  promise      = "Exactly one owner, exactly one next step, and a clock that says when it is overdue."
  owner        = role.sdr
  producer     = role.growth_ops
  sla          = sla.first_touch
  tracking     = "Assigned at, assignment reason, stage history"
  reasons      = reasons.disqualification
  failure_mode = "Two people think the other one has it."
  state        = "confirmed"

  raci {
    accountable = role.revops
    responsible = [role.growth_ops]
    informed    = [role.sdr]
  }
}

handoff "assigned_to_qualified" {
  title        = "3. Assigned to Qualified"
  from         = stage.leads.assigned
  to           = stage.leads.qualified
  decision     = "Does the evidence support a deal?"
  owes         = [company.icp_confirmed, company.problem, company.decision_maker, company.champion, company.capacity_signal, company.qualification, company.qualification_basis]
  promise      = "Every fact that a deal needs is on the lead and the company already."
  owner        = role.sdr
  producer     = role.sdr
  sla          = sla.qualification
  tracking     = "Decision and basis on the company, stage history"
  reasons      = reasons.disqualification
  failure_mode = "Qualified means that somebody was friendly on the phone."
  state        = "confirmed"

  outcome "disqualified" {
    description = "The evidence says no."
    to          = stage.leads.disqualified
    reasons     = reasons.disqualification
  }

  raci {
    accountable = role.vp_sales
    responsible = [role.sdr]
    consulted   = [role.ae]
  }
}

handoff "qualified_to_opportunity" {
  title        = "4. Qualified to Opportunity"
  from         = stage.leads.qualified
  to           = stage.sales.opportunity
  decision     = "Make the deal, or close the lead?"
  owes         = [deal.owner, deal.problem, deal.decision_maker, deal.champion, company.name]
  promise      = "A new deal with the company, the problem, the people and one owner."
  owner        = role.ae
  producer     = role.sdr
  sla          = sla.deal
  tracking     = "Deal created date, stage history"
  reasons      = reasons.disqualification
  failure_mode = "The AE calls and asks what the SDR asked last week."
  state        = "confirmed"
  creates      = object.deal
  demotes      = role.sdr

  carry {
    from = company.problem
    to   = deal.problem
  }

  carry {
    from = company.decision_maker
    to   = deal.decision_maker
  }

  carry {
    from = company.champion
    to   = deal.champion
  }

  outcome "archived" {
    description = "No deal: archived with a reason."
    to          = stage.leads.disqualified
    reasons     = reasons.disqualification
  }

  outcome "holding" {
    description = "Not now: on hold, with the day on which it is decided again."
    to          = stage.leads.holding
    reasons     = reasons.holding
    requires    = [lead.revisit_on]
  }

  raci {
    accountable = role.vp_sales
    responsible = [role.sdr]
    consulted   = [role.ae]
  }
}

handoff "opportunity_to_won" {
  title        = "5. Opportunity to Won"
  from         = stage.sales.opportunity
  to           = stage.sales.won
  decision     = "Is it signed, and is what was agreed readable without the AE?"
  owes         = [deal.contract, deal.signed_on, deal.scope, deal.start_on, deal.finish_on, deal.price, deal.billing_schedule, deal.term_months, deal.procurement_contact, deal.signatory, deal.commitments]
  promise      = "Scope, dates, terms, people and every special promise, in fields."
  owner        = role.ae
  producer     = role.ae
  sla          = sla.paperwork
  tracking     = "Signed on, stage history"
  reasons      = reasons.loss
  failure_mode = "Delivery finds the side letter when the client quotes it."
  state        = "confirmed"

  outcome "lost" {
    description = "The client declined: the deal is lost, and the lead is disqualified with it."
    to          = stage.sales.lost
    reasons     = reasons.loss
  }

  raci {
    accountable = role.vp_sales
    responsible = [role.ae]
    informed    = [role.delivery_lead]
  }
}

handoff "won_to_cs_handoff" {
  title        = "6. Won to CS Handoff"
  from         = stage.sales.won
  to           = stage.delivery.cs_handoff
  decision     = "Has delivery taken over?"
  owes         = [project.owner, project.scope, project.commitments, project.accepted_at, project.onboarding_started_at, project.first_action_due, project.supporting_ae]
  promise      = "The project exists with the scope inherited, its owner has accepted, the first action is queued, the AE supports."
  owner        = role.delivery_lead
  producer     = role.ae
  sla          = sla.handover
  tracking     = "Accepted at, stage history"
  failure_mode = "The AE stays the one whom the client calls, for ever."
  state        = "confirmed"
  creates      = object.project
  demotes      = role.ae

  carry {
    from = deal.scope
    to   = project.scope
  }

  carry {
    from = deal.commitments
    to   = project.commitments
  }

  carry {
    from = deal.owner
    to   = project.supporting_ae
  }

  raci {
    accountable = role.vp_delivery
    responsible = [role.delivery_lead]
    consulted   = [role.ae]
  }
}

# The way back from the waiting room. It is no seventh contract: nothing new is owed.

handoff "holding_to_qualified" {
  title        = "On Hold back to Qualified"
  from         = stage.leads.holding
  to           = stage.leads.qualified
  decision     = "Has the moment come?"
  owner        = role.sdr
  producer     = role.sdr
  sla          = sla.qualification
  tracking     = "Stage history"
  reasons      = reasons.holding
  failure_mode = "The waiting room becomes a cemetery."
  recycle      = true
  state        = "confirmed"
}
