# Contracts of the lead domain: what each position owes the next.

handoff "identify" {
  title        = "Visitor to Known Lead"
  from         = stage.lead.anonymous_visitor
  to           = stage.lead.known_lead
  decision     = "Do we know who this is?"
  owes         = [contact.email, contact.lead_source]
  promise      = "A business address and how the person found us."
  owner        = role.marketing_ops
  producer     = role.demand_gen
  tracking     = "Created date and lead source on the contact"
  failure_mode = "Contacts without a source; spend cannot be compared with results."
  state        = "confirmed"
  signals      = [source.website_form, source.free_trial, source.event_list, source.purchased_list]
}

handoff "engage" {
  title        = "Known Lead to Marketing Engaged"
  from         = stage.lead.known_lead
  to           = stage.lead.marketing_engaged
  decision     = "Is the person interested, or only in the database?"
  owes         = [contact.email, contact.lead_source, contact.engagement_score]
  promise      = "Recent activity that can be looked up."
  owner        = role.demand_gen
  producer     = role.marketing_ops
  tracking     = "Engagement score history"
  failure_mode = "A single opened mail counts as interest and the nurture list fills with strangers."
}

handoff "qualify" {
  title        = "Marketing Engaged to MQL"
  from         = stage.lead.marketing_engaged
  to           = stage.lead.mql
  decision     = "Is this worth an SDR's time?"
  owes         = [contact.email, contact.last_name, contact.job_title, contact.lead_source, contact.fit_score, company.name, company.industry, company.employees, company.region, company.segment, company.icp_band]
  promise      = "Name, company, role, fit and segment are filled before routing looks at the record."
  owner        = role.sdr
  producer     = role.marketing_ops
  tracking     = "Stage history; MQL volume dashboard"
  failure_mode = "Routing guesses the segment, and an enterprise lead waits in the small-business queue."
  state        = "confirmed"
}

handoff "hand_raise" {
  title        = "Known Lead to MQL on a hand-raise"
  from         = stage.lead.known_lead
  to           = stage.lead.mql
  decision     = "Did the person ask for us, and is the company inside our market?"
  owes         = [contact.email, contact.last_name, contact.job_title, contact.lead_source, contact.hand_raise, company.name, company.region, company.segment, company.icp_band]
  promise      = "What the person asked for, in one of four codes."
  owner        = role.sdr
  producer     = role.demand_gen
  tracking     = "Hand-raise code; counted apart from threshold MQLs"
  failure_mode = "Somebody who wants to buy waits for a score to rise."
  state        = "confirmed"
  signals      = [source.hand_raise_form, source.free_trial, source.partner_introduction]
}

handoff "mql_to_sal" {
  title        = "MQL to SAL: Marketing to Sales"
  from         = stage.lead.mql
  to           = stage.lead.sal
  decision     = "Will Sales work this lead?"
  owes         = [contact.owner, contact.assigned_at, contact.assignment_reason]
  promise      = "One named owner, one next step, and a clock that says when it is overdue."
  owner        = role.sdr
  producer     = role.sdr_manager
  sla          = sla.first_touch
  tracking     = "Accepted at and stage history; acceptance rate by segment, region and SDR"
  reasons      = reasons.mql_rejection
  failure_mode = "The lead has two owners or none, and each believes that the other has called."
  state        = "confirmed"

  outcome "rejected" {
    description = "Sales declines. The code says why and the lead is nurtured; a rising share is a problem of the definition, not of Sales."
    to          = stage.lead.known_lead
    reasons     = reasons.mql_rejection
  }

  raci {
    accountable = role.sdr_manager
    responsible = [role.sdr]
    consulted   = [role.marketing_ops]
    informed    = [role.vp_marketing]
  }
}

handoff "sal_to_sql" {
  title        = "SAL to SQL"
  from         = stage.lead.sal
  to           = stage.lead.sql
  decision     = "Does what we heard support a deal?"
  owes         = [contact.conversation_held_at, contact.problem, contact.buying_role, company.icp_confirmed, company.capacity_to_pay, company.qualification_decision, company.qualification_basis]
  promise      = "Everything the deal will need is on the contact and the company already."
  owner        = role.sdr
  producer     = role.sdr
  sla          = sla.qualification_decision
  tracking     = "Qualification decision and its basis on the company"
  reasons      = reasons.recycling
  failure_mode = "Qualified means that a call was pleasant; the AE starts again from nothing."
  state        = "confirmed"

  outcome "not_yet" {
    description = "Real, but not ready: nurture, with a code and a date in the code's retry time."
    to          = stage.lead.known_lead
    reasons     = reasons.recycling
  }

  outcome "disqualified" {
    description = "Will never buy: status Disqualified with a code; the position stays."
    reasons     = reasons.disqualification
    requires    = [contact.disqualified_at]
  }
}

handoff "sql_to_opportunity" {
  title        = "SQL to Opportunity"
  from         = stage.lead.sql
  to           = stage.lead.opportunity
  decision     = "Is there a deal?"
  owes         = [contact.problem, contact.buying_role, company.qualification_decision]
  promise      = "A deal is linked to the person and the company."
  owner        = role.ae
  producer     = role.sdr
  tracking     = "Deal created date"
  reasons      = reasons.recycling
  failure_mode = "Deals without people, people without deals; attribution ends here."
  state        = "confirmed"
}

handoff "opportunity_to_customer" {
  title        = "Opportunity to Customer"
  from         = stage.lead.opportunity
  to           = stage.lead.customer
  decision     = "Has the company signed?"
  owes         = [contact.buying_role]
  promise      = "Customer Success knows who signed, who paid and who wanted it."
  owner        = role.csm
  producer     = role.ae
  sla          = sla.cs_acceptance
  tracking     = "Closed Won date of the deal"
  failure_mode = "A customer keeps receiving prospect mails."
  state        = "confirmed"
}

# Shorter ways to a conversation.

handoff "meeting_from_engaged" {
  title        = "Marketing Engaged to SAL on a booked meeting"
  from         = stage.lead.marketing_engaged
  to           = stage.lead.sal
  decision     = "Is there a meeting in the calendar?"
  owes         = [contact.email, contact.last_name, contact.meeting_booked_at, company.name, company.segment]
  promise      = "A date, and enough to prepare for it."
  owner        = role.sdr
  producer     = role.demand_gen
  sla          = sla.qualification_decision
  tracking     = "Meeting booked at"
  failure_mode = "An SDR joins a meeting with nothing but an address."
}

handoff "meeting_from_outbound" {
  title        = "Known Lead to SAL on an outbound meeting"
  from         = stage.lead.known_lead
  to           = stage.lead.sal
  decision     = "Did outbound prospecting win a meeting?"
  owes         = [contact.email, contact.last_name, contact.job_title, contact.meeting_booked_at, company.name, company.segment]
  promise      = "The person, the company and a date."
  owner        = role.sdr
  producer     = role.sdr
  sla          = sla.qualification_decision
  tracking     = "Lead source outbound reply"
  failure_mode = "Outbound results are counted as marketing results."
  signals      = [source.outbound_reply]
}

# The only ways back. Each needs a code, and resets the engagement score.

handoff "mql_rejected" {
  title        = "Rejected MQL back to Marketing"
  from         = stage.lead.mql
  to           = stage.lead.known_lead
  decision     = "Why does Sales not want it?"
  owner        = role.demand_gen
  producer     = role.sdr
  sla          = sla.recycle_pickup
  tracking     = "Stage history; conversion of recycled MQLs is a metric of its own"
  reasons      = reasons.mql_rejection
  failure_mode = "Rejected leads vanish, and next month the same ones come again."
  recycle      = true
  state        = "confirmed"
}

handoff "sal_recycled" {
  title        = "SAL back to nurture"
  from         = stage.lead.sal
  to           = stage.lead.known_lead
  decision     = "When could it be worth another try?"
  owner        = role.demand_gen
  producer     = role.sdr
  sla          = sla.recycle_pickup
  tracking     = "Stage history"
  reasons      = reasons.recycling
  failure_mode = "SDRs keep a private list of maybe-laters."
  recycle      = true
  state        = "confirmed"
}

handoff "sql_recycled" {
  title        = "SQL back to nurture"
  from         = stage.lead.sql
  to           = stage.lead.known_lead
  decision     = "What changed between the conversation and the deal?"
  owner        = role.demand_gen
  producer     = role.sdr
  sla          = sla.recycle_pickup
  tracking     = "Stage history"
  reasons      = reasons.recycling
  failure_mode = "Qualified leads without a deal look like success in every report."
  recycle      = true
}

handoff "opportunity_recycled" {
  title        = "Opportunity back to nurture after a lost deal"
  from         = stage.lead.opportunity
  to           = stage.lead.known_lead
  decision     = "Is there a reason to stay in touch?"
  owner        = role.demand_gen
  producer     = role.ae
  sla          = sla.recycle_pickup
  tracking     = "Stage history; the loss code stays on the deal"
  reasons      = reasons.recycling
  failure_mode = "Lost buyers are forgotten until a competitor's contract ends."
  recycle      = true
}
