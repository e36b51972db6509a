# What the CRM does by itself. Six workflows that keep the machine running, then the rules
# that keep positions in step, then enrichment.

automation "lifecycle_auto_update" {
  title   = "MQL by score"
  purpose = "Nobody promotes leads by hand."
  trigger = reaches(scoring.lead.mql)
  when    = lifecycle.lead < stage.lead.mql
  outcome = "The contact is an MQL as soon as both scores allow it."
  owner   = role.marketing_ops
  state   = "confirmed"

  native = {
    hubspot    = "Contact-based workflow on both score properties. HubSpot's own lifecycle automation is switched off first."
    salesforce = "Record-triggered flow on Contact"
  }

  action "promote" {
    do          = "move_to"
    stage       = stage.lead.mql
    description = "Move the contact to MQL."
  }

  raci {
    accountable = role.vp_revops
    responsible = [role.revops_admin]
    consulted   = [role.marketing_ops]
    informed    = [role.sdr_manager]
  }
}

automation "mql_assignment" {
  title   = "MQL assignment and task"
  purpose = "Every MQL has an owner and a clock within a minute."
  trigger = entering(stage.lead.mql)
  outcome = "One owner, a task due in four business hours, status New."
  owner   = role.sales_ops
  state   = "confirmed"

  native = {
    hubspot    = "Contact-based workflow with rotation by owner property"
    salesforce = "Record-triggered flow with assignment queue"
  }

  action "route" {
    do      = "route"
    routing = routing.lead_assignment
  }

  action "status" {
    do     = "set_status"
    status = status.contact.new
  }

  action "task" {
    do      = "create_task"
    to      = role.sdr
    sla     = sla.first_touch
    message = "First contact with this lead."
  }
}

automation "sla_breach_alert" {
  title   = "First-touch breach"
  purpose = "The system raises a breach; nobody has to go and look for it."
  trigger = breached(sla.first_touch)
  outcome = "The SDR manager knows, and the lead is in triage."
  owner   = role.sdr_manager
  state   = "confirmed"

  action "tell" {
    do      = "notify"
    to      = role.sdr_manager
    message = "A lead has waited longer than four business hours for first contact."
  }

  action "reassign" {
    do = "assign"
    to = queue.sdr_triage
  }
}

automation "closed_won_handoff" {
  title   = "Closed Won handoff"
  purpose = "Delivery starts with a record, an owner and a first action."
  trigger = entering(stage.new_business.closed_won)
  outcome = "The journey record exists with scope and dates inherited; onboarding has it; the AE is in a supporting role."
  owner   = role.cs_manager
  state   = "confirmed"

  native = {
    hubspot    = "Deal-based workflow that creates a ticket"
    salesforce = "Record-triggered flow on Opportunity"
  }

  action "journey" {
    do          = "create_record"
    object      = object.project
    stage       = stage.customer.pre_onboarding
    description = "Create the customer journey with scope, go-live date and commitments of the deal."
  }

  action "owner" {
    do          = "assign"
    to          = role.onboarding
    description = "Onboarding owns the journey; the AE stays as supporting AE."
  }

  action "onboarding" {
    do       = "enroll"
    sequence = sequence.customer_welcome
  }

  action "first_action" {
    do      = "create_task"
    to      = role.onboarding
    sla     = sla.cs_acceptance
    message = "Accept the account and plan the first delivery action."
  }
}

automation "stale_deal_alert" {
  title   = "Stale deals"
  purpose = "Deals that stand still are looked at before the forecast call."
  trigger = every("1d")
  object  = object.deal
  when    = days_since(deal.last_activity_at) > 30 && pipeline.new_business < stage.new_business.closed_won
  outcome = "Owner and manager see deals that are past twice the usual time in their stage."
  owner   = role.sales_ops
  state   = "confirmed"

  action "tell_owner" {
    do      = "notify"
    to      = role.ae
    message = "This deal has stood still for more than twice the average time of its stage."
  }

  action "tell_manager" {
    do      = "notify"
    to      = role.sales_manager
    message = "Stale deal: decide on a next step or close it with a code."
  }
}

automation "recycled_reentry" {
  title   = "Recycled lead re-entry"
  purpose = "A recycled lead starts again from zero engagement and hears from us less often."
  trigger = entering(stage.lead.known_lead)
  when    = is_set(contact.assigned_at)
  outcome = "Engagement is zero, status is Nurture, the quiet sequence runs."
  owner   = role.demand_gen
  state   = "confirmed"

  action "reset" {
    do        = "reset_score"
    scoring   = scoring.lead
    dimension = "engagement"
  }

  action "status" {
    do     = "set_status"
    status = status.contact.nurture
  }

  action "enroll" {
    do       = "enroll"
    sequence = sequence.quiet_nurture
  }
}

# Transition rules: positions that follow from other positions.

automation "won_to_customer" {
  title   = "Closed Won makes a Customer"
  purpose = "The contact's position follows the deal's outcome."
  trigger = entering(stage.new_business.closed_won)
  outcome = "Contacts of the deal are Customers."
  owner   = role.sales_ops
  state   = "confirmed"

  native = {
    hubspot    = "Deal-based workflow that sets the contact's lifecycle position"
    salesforce = "Record-triggered flow on Opportunity"
  }

  action "promote" {
    do    = "move_to"
    stage = stage.lead.customer
  }
}

automation "meeting_to_sal" {
  title   = "Meeting booked makes a SAL"
  purpose = "A meeting in the calendar is acceptance."
  trigger = set(contact.meeting_booked_at)
  when    = lifecycle.lead < stage.lead.sql
  outcome = "The contact is a SAL, unless it is an SQL or further already."
  owner   = role.sales_ops
  state   = "confirmed"

  native = {
    hubspot    = "Contact-based workflow on the meeting property"
    salesforce = "Record-triggered flow on Event"
  }

  action "promote" {
    do    = "move_to"
    stage = stage.lead.sal
  }
}

automation "deal_to_opportunity" {
  title   = "Deal created makes an Opportunity"
  purpose = "Whoever is part of a deal is no longer a lead."
  trigger = created(object.deal)
  when    = lifecycle.lead < stage.lead.opportunity
  outcome = "Contacts of the deal are Opportunities."
  owner   = role.sales_ops
  state   = "confirmed"

  native = {
    hubspot    = "Deal-based workflow that sets the contact's lifecycle position"
    salesforce = "Record-triggered flow on Opportunity"
  }

  action "promote" {
    do    = "move_to"
    stage = stage.lead.opportunity
  }
}

automation "company_rollup" {
  title   = "Company follows its most advanced contact"
  purpose = "Watches that every company stands where its most advanced contact does."
  trigger = every("1d")
  object  = object.company
  outcome = "Companies that lag behind their contacts are on a list every morning."
  owner   = role.sales_ops
  state   = "confirmed"

  native = {
    hubspot    = "Contact-based workflow that copies the position to the company when it is higher. HubSpot's own sync runs from company to contacts only and stays off."
    salesforce = "Scheduled flow on Account over its Contacts"
  }

  action "list" {
    do      = "notify"
    to      = role.revops_admin
    message = "Companies whose position differs from that of their most advanced contact."
  }
}

automation "lost_renewal_type" {
  title   = "A lost renewal makes a former customer"
  purpose = "Type and status of the company follow; its lifecycle history stays."
  trigger = entering(stage.renewal.closed_lost)
  outcome = "Win-back campaigns find the company."
  owner   = role.cs_manager

  action "type" {
    do    = "set_field"
    field = company.account_type
    value = "former_customer"
  }

  action "status" {
    do    = "set_field"
    field = company.account_status
    value = "churned"
  }
}

automation "enrich_on_capture" {
  title   = "Enrichment on capture"
  purpose = "Fit can be scored a minute after a form was sent."
  trigger = entering(stage.lead.known_lead)
  outcome = "Industry, size, technology and seniority are filled where the provider knows them."
  owner   = role.marketing_ops
  system  = system.clearbit

  action "enrich" {
    do          = "enrich"
    description = "Fill empty fields only; a value that a person entered wins."
  }
}
