# Contracts of the sales domain.

handoff "sql_to_deal" {
  title        = "SQL becomes a Stage 0 deal: SDR to AE"
  from         = stage.lead.sql
  to           = stage.new_business.sql
  decision     = "Open a deal, or close the lead with a code?"
  owes         = [deal.problem, deal.champion, contact.buying_role, company.icp_confirmed, company.capacity_to_pay, company.qualification_basis]
  promise      = "A deal with company, people, problem and one owner; nothing has to be asked twice."
  owner        = role.ae
  producer     = role.sdr
  sla          = sla.deal_creation
  tracking     = "Deal created date against SQL date"
  reasons      = reasons.recycling
  failure_mode = "Two calls with two people ask the customer the same questions."
  state        = "confirmed"
  creates      = object.deal
  demotes      = role.sdr

  carry {
    from = contact.problem
    to   = deal.problem
  }

  outcome "recycled" {
    description = "No deal: the lead goes back to nurture with a code."
    to          = stage.lead.known_lead
    reasons     = reasons.recycling
  }

  outcome "disqualified" {
    description = "Never: status Disqualified with a code."
    reasons     = reasons.disqualification
    requires    = [contact.disqualified_at]
  }

  raci {
    accountable = role.vp_sales
    responsible = [role.sdr]
    consulted   = [role.ae]
    informed    = [role.demand_gen]
  }
}

handoff "sql_to_sao" {
  title        = "Stage 0 to Stage 1"
  from         = stage.new_business.sql
  to           = stage.new_business.sao
  decision     = "Does the AE stand behind this deal?"
  owes         = [deal.amount, deal.close_date, deal.timeline, deal.sales_accepted_at, deal.champion]
  promise      = "A value, a date and somebody inside who wants it."
  owner        = role.ae
  producer     = role.ae
  sla          = sla.opportunity_decision
  tracking     = "Opportunity accepted at"
  reasons      = reasons.loss
  failure_mode = "Everything that was created counts as pipeline."
}

handoff "sao_to_evaluation" {
  title        = "Stage 1 to Stage 2"
  from         = stage.new_business.sao
  to           = stage.new_business.evaluation
  decision     = "Is there a use case that the customer will test?"
  owes         = [deal.use_case, deal.economic_buyer, deal.success_criteria]
  promise      = "What is tested, who pays, and what counts as success."
  owner        = role.ae
  producer     = role.ae
  tracking     = "Stage history"
  reasons      = reasons.loss
  failure_mode = "A trial without an end and without a buyer."
}

handoff "evaluation_to_proposal" {
  title        = "Stage 2 to Stage 3"
  from         = stage.new_business.evaluation
  to           = stage.new_business.proposal_negotiation
  decision     = "Did the customer ask for terms?"
  owes         = [deal.requirements_confirmed, deal.discount_percent, deal.payment_terms, deal.term_months, deal.scope, deal.procurement_contact]
  promise      = "Terms that the deal desk has seen where it must."
  owner        = role.ae
  producer     = role.solutions
  sla          = sla.deal_desk_answer
  tracking     = "Proposal sent at; approval log"
  reasons      = reasons.loss
  failure_mode = "Prices are promised that nobody approved."
  state        = "confirmed"
}

handoff "proposal_to_won" {
  title        = "Stage 3 to Closed Won"
  from         = stage.new_business.proposal_negotiation
  to           = stage.new_business.closed_won
  decision     = "Is it signed, and is everything written where delivery can read it?"
  owes         = [deal.contract_document, deal.contract_signed_at, deal.scope, deal.go_live_date, deal.amount, deal.payment_terms, deal.term_months, deal.procurement_contact, deal.signatory, deal.commitments]
  promise      = "Scope, dates, price and every special promise, in fields."
  owner        = role.onboarding
  producer     = role.ae
  sla          = sla.cs_acceptance
  tracking     = "Contract signed at"
  reasons      = reasons.loss
  failure_mode = "A promise that lives in a mail surfaces six months later as an escalation."
  state        = "confirmed"
}

handoff "won_to_cs" {
  title        = "Closed Won to Customer Success: AE to CS"
  from         = stage.new_business.closed_won
  to           = stage.customer.pre_onboarding
  decision     = "Has Customer Success taken the account?"
  owes         = [project.scope, project.go_live_date, project.commitments, project.supporting_ae, project.first_action_due]
  promise      = "A journey record with the scope inherited, a new owner, and a first action in the calendar."
  owner        = role.onboarding
  producer     = role.ae
  sla          = sla.cs_acceptance
  tracking     = "Accepted by Customer Success at"
  failure_mode = "The customer knows more about the contract than the person who calls."
  state        = "confirmed"
  creates      = object.project
  demotes      = role.ae

  carry {
    from = deal.scope
    to   = project.scope
  }

  carry {
    from = deal.go_live_date
    to   = project.go_live_date
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
    accountable = role.vp_cs
    responsible = [role.onboarding]
    consulted   = [role.ae]
    informed    = [role.finance, role.csm]
  }
}

handoff "renewal_reviewed" {
  title        = "Renewal opened to reviewed"
  from         = stage.renewal.open
  to           = stage.renewal.review
  decision     = "Do we know how the customer is doing?"
  owes         = [deal.renewal_date, deal.health_reviewed_at]
  promise      = "A review before a price."
  owner        = role.csm
  producer     = role.csm
  tracking     = "Account reviewed at"
  reasons      = reasons.churn
  failure_mode = "The renewal quote is the first sign of life in months."
}

handoff "expansion_scoped" {
  title        = "Expansion: CSM to AE"
  from         = stage.expansion.identified
  to           = stage.expansion.scoped
  decision     = "Is it worth an AE's time?"
  owes         = [deal.use_case, deal.scope, deal.economic_buyer]
  promise      = "Who needs what, and who pays."
  owner        = role.ae
  producer     = role.csm
  sla          = sla.opportunity_decision
  tracking     = "Stage history"
  reasons      = reasons.loss
  failure_mode = "CSM and AE call the customer in the same week with different prices."
}
