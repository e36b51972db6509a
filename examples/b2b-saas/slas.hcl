# Clocks. A target is what we aim at, the limit is where the system speaks up.

sla "first_touch" {
  title       = "First contact by a person"
  description = "Five minutes is the aim for anybody who asked for us: answered within five minutes a lead is about 21 times as likely to qualify, after half an hour ten times less, after a day it is cold."
  starts      = entering(stage.lead.mql)
  stops       = set(contact.first_contacted_at)
  within      = "4h"
  target      = "5m"
  calendar    = calendar.us
  owner       = role.sdr_manager

  variant "hand_raise_emea" {
    when     = is_set(contact.hand_raise) && company.region == "emea"
    within   = "2h"
    calendar = calendar.emea
  }

  variant "emea" {
    when     = company.region == "emea"
    within   = "4h"
    calendar = calendar.emea
  }

  variant "hand_raise" {
    when   = is_set(contact.hand_raise)
    within = "2h"
  }

  variant "enterprise" {
    when   = company.segment == "enterprise"
    within = "3h"
  }

  escalate {
    after  = "2h"
    notify = [role.sdr]
    action = "Reminder in the task list."
  }

  escalate {
    after    = "4h"
    notify   = [role.sdr_manager]
    reassign = queue.sdr_triage
    action   = "The breach is logged on the contact."
  }
}

sla "qualification_decision" {
  title       = "Qualification decision"
  description = "Forty-eight hours by the wall clock, not in business hours."
  starts      = entering(stage.lead.sal)
  stops       = set(company.qualification_decision)
  within      = "48h"
  clock       = "elapsed"
  owner       = role.sdr_manager

  escalate {
    after  = "36h"
    notify = [role.sdr]
  }

  escalate {
    after  = "48h"
    notify = [role.sdr_manager]
    action = "The SDR manager decides, or sends the lead back with a code."
  }
}

sla "deal_creation" {
  title    = "Stage 0 deal after SQL"
  starts   = entering(stage.lead.sql)
  stops    = entering(stage.lead.opportunity)
  within   = "2d"
  calendar = calendar.us
  owner    = role.sdr_manager

  escalate {
    after  = "2d"
    notify = [role.sdr_manager, role.sales_manager]
  }
}

sla "opportunity_decision" {
  title    = "Stage 0 accepted or closed"
  starts   = entering(stage.new_business.sql)
  stops    = leaving(stage.new_business.sql)
  within   = "10d"
  calendar = calendar.us
  owner    = role.sales_manager

  escalate {
    after  = "10d"
    notify = [role.sales_manager]
  }
}

sla "deal_desk_answer" {
  title       = "Deal desk answer"
  description = "Terms that need approval are answered within one working day."
  starts      = set(deal.discount_percent)
  stops       = set(deal.proposal_sent_at)
  within      = "1d"
  calendar    = calendar.us
  owner       = role.deal_desk

  escalate {
    after  = "1d"
    notify = [role.deal_desk, role.vp_sales]
  }
}

sla "cs_acceptance" {
  title    = "Customer Success takes the account"
  starts   = entering(stage.new_business.closed_won)
  stops    = set(project.cs_accepted_at)
  within   = "1d"
  calendar = calendar.us
  owner    = role.cs_manager

  escalate {
    after  = "1d"
    notify = [role.cs_manager]
  }

  escalate {
    after  = "2d"
    notify = [role.vp_cs, role.vp_sales]
  }
}

sla "kickoff" {
  title    = "Kickoff with the customer"
  starts   = entering(stage.customer.pre_onboarding)
  stops    = set(project.kickoff_held_at)
  within   = "5d"
  calendar = calendar.us
  owner    = role.onboarding

  escalate {
    after  = "5d"
    notify = [role.cs_manager]
  }
}

sla "csm_takeover" {
  title    = "CSM takes over"
  starts   = entering(stage.customer.early_adoption)
  stops    = changed(project.owner)
  within   = "2d"
  calendar = calendar.us
  owner    = role.cs_manager

  escalate {
    after  = "2d"
    notify = [role.cs_manager]
  }
}

sla "recycle_pickup" {
  title       = "Nurture starts after recycling"
  description = "Marketing enrols a recycled lead within a working day."
  starts      = entering(stage.lead.known_lead)
  when        = is_set(contact.assigned_at)
  stops       = changed(contact.owner)
  within      = "1d"
  calendar    = calendar.us
  owner       = role.demand_gen

  escalate {
    after  = "1d"
    notify = [role.demand_gen]
  }
}
