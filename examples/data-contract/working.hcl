reasons "disqualification" {
  title  = "Why a chain ends"
  kind   = "disqualification"
  object = object.company
  field  = company.disqualified_because

  code "no_pumps" {
    label = "Nothing for us to renovate"
  }

  code "no_capacity" {
    label = "Cannot pay"
  }

  code "outside_region" {
    label = "Outside our region"
  }

  code "lost_deal" {
    label = "Deal was lost"
  }

  code "no_answer" {
    label       = "No answer"
    retry_after = "180d"
  }
}

reasons "holding" {
  title  = "Why a lead waits"
  kind   = "holding"
  object = object.lead

  code "budget_next_year" {
    label = "Budget next year"
  }

  code "tender_pending" {
    label = "Tender not yet published"
  }

  code "moment_has_come" {
    label       = "The moment has come"
    description = "Given when a lead comes back from hold."
  }
}

reasons "loss" {
  title  = "Why a deal was lost"
  kind   = "loss"
  object = object.deal

  code "price" {}

  code "competitor" {}

  code "no_decision" {
    label = "No decision"
  }
}

sla "scoring" {
  title  = "Scored after a signal"
  starts = entering(stage.leads.signal)
  stops  = entering(stage.leads.scored)
  within = "1h"
  owner  = role.growth_ops

  escalate {
    after  = "1h"
    notify = [role.growth_ops]
  }
}

sla "first_touch" {
  title  = "First contact"
  starts = changed(lead.owner)
  stops  = set(lead.first_touch_at)
  within = "4h"
  owner  = role.sdr

  variant "public" {
    when   = company.segment == "public"
    within = "2d"
  }

  escalate {
    after  = "4h"
    notify = [role.vp_sales]
    action = "The breach is written on the lead."
  }
}

sla "qualification" {
  title  = "Qualification decision"
  starts = entering(stage.leads.assigned)
  stops  = leaving(stage.leads.assigned)
  within = "48h"
  clock  = "elapsed"
  owner  = role.sdr

  escalate {
    after  = "48h"
    notify = [role.vp_sales]
  }
}

sla "deal" {
  title  = "Deal after qualification"
  starts = entering(stage.leads.qualified)
  stops  = created(object.deal)
  within = "2d"
  owner  = role.sdr

  escalate {
    after  = "2d"
    notify = [role.vp_sales]
  }
}

sla "paperwork" {
  title  = "Facts after signature"
  starts = set(deal.signed_on)
  stops  = entering(stage.sales.won)
  within = "1d"
  owner  = role.ae

  escalate {
    after  = "1d"
    notify = [role.vp_sales]
  }
}

sla "handover" {
  title  = "Delivery takes over"
  starts = entering(stage.sales.won)
  stops  = set(project.accepted_at)
  within = "2d"
  owner  = role.delivery_lead

  escalate {
    after  = "2d"
    notify = [role.vp_delivery, role.vp_sales]
  }
}

scoring "icp" {
  title       = "Ideal client"
  description = "Fit decides the band. Engagement says that they know us, intent that they are about to buy; the total decides who is called first."
  object      = object.lead
  total       = lead.score_total
  owner       = role.growth_ops
  state       = "confirmed"

  dimension "fit" {
    field = lead.icp_score
    cap   = 100
    floor = 0

    signal "industry" {
      points = 40
      when   = company.industry == "water_board" || company.industry == "agriculture"
    }

    signal "size" {
      points = 25
      when   = company.size >= 50
    }

    signal "region" {
      points = 15
      when   = is_set(company.region)
    }

    signal "role" {
      points = 20
      when   = lead.role == "plant_manager" || lead.role == "maintenance"
    }

    signal "student" {
      points = -60
      when   = ends_with(lead.email, ".edu")
    }
  }

  dimension "engagement" {
    field = lead.engagement_score
    cap   = 100

    signal "inspection_booked" {
      points = 50
      event  = "inspection_booked"
      decay  = { half_life = "60d" }
    }
  }

  dimension "intent" {
    field = lead.intent_score
    cap   = 100
    floor = 0

    signal "raised_hand" {
      points = 40
      when   = lead.source == "trial_hand_raise"
    }

    signal "price_request" {
      points = 40
      event  = "price_requested"
      decay  = { half_life = "30d" }
    }

    signal "tender_published" {
      points    = 30
      event     = "tender_published"
      max_count = 1
      decay     = { expires = "90d" }
    }
  }

  band "A" {
    dimension = "fit"
    min       = 80
    field     = lead.icp_band
  }

  band "B" {
    dimension = "fit"
    min       = 55
    field     = lead.icp_band
  }

  band "C" {
    dimension = "fit"
    min       = 30
    field     = lead.icp_band
  }

  band "out" {
    dimension = "fit"
    field     = lead.icp_band
  }

  threshold "ready" {
    description = "Worth a call today."
    fit         = 55
    engagement  = 25
  }

  threshold "buying" {
    description = "Fits, knows us and is about to buy: called first."
    fit         = 55
    engagement  = 25
    intent      = 60
  }
}

queue "sdr" {
  title       = "Sales development"
  object      = object.lead
  team        = team.sales
  role        = role.sdr
  description = "Private clients, in turn; public ones by language."

  order {
    by = lead.score_total
  }
}

queue "review" {
  title       = "Review"
  object      = object.lead
  team        = team.growth
  description = "What no rule wanted."
}

routing "leads" {
  title       = "Lead assignment"
  description = "By band, segment, region, language and load; writes owner, time and rule."
  object      = object.lead
  trigger     = entering(stage.leads.scored)
  sla         = sla.first_touch
  assigned_at = lead.assigned_at
  basis       = lead.assignment_reason
  fallback    = queue.review

  rule "public_tenders" {
    description = "Public buyers: somebody who speaks their language."
    when        = company.segment == "public" && contains(["A", "B"], lead.icp_band) && is_set(lead.language)
    to          = queue.sdr
    method      = "skill_based"
    by          = lead.language
  }

  rule "everybody_else" {
    description = "Everybody inside the bands and the region, in turn."
    when        = lead.icp_band != "out" && is_set(company.region)
    to          = queue.sdr
    method      = "round_robin"
  }
}

automation "start_delivery" {
  title   = "Delivery starts with the win"
  purpose = "A project exists and onboarding runs before anybody has to ask."
  trigger = entering(stage.sales.won)
  outcome = "Project with inherited scope, onboarding started, AE supporting."
  owner   = role.delivery_lead
  state   = "confirmed"

  action "project" {
    do     = "create_record"
    object = object.project
  }

  action "first_task" {
    do      = "create_task"
    to      = role.delivery_lead
    sla     = sla.handover
    message = "Accept the account and queue the first delivery action."
  }
}

automation "own_delivery" {
  title   = "A project has a delivery owner"
  purpose = "The deal stays with the AE; the project never does."
  trigger = created(object.project)
  outcome = "The project belongs to delivery from its first minute."
  owner   = role.delivery_lead
  state   = "confirmed"

  action "owner" {
    do = "assign"
    to = role.delivery_lead
  }
}

automation "late_first_touch" {
  title   = "Late first contact"
  purpose = "The system raises the breach."
  trigger = breached(sla.first_touch)
  outcome = "Somebody who can act knows."
  owner   = role.sdr
  state   = "confirmed"

  action "tell" {
    do      = "notify"
    to      = role.vp_sales
    message = "A lead has an owner and no first contact."
  }
}
