# Decision tree, most specific branch first.

queue "named" {
  title  = "Named accounts"
  object = object.contact
  team   = team.sales
  role   = role.ae
}

queue "sdr" {
  title  = "Sales development"
  object = object.contact
  team   = team.sales
  role   = role.sdr

  order {
    by = contact.score_total
  }

  order {
    by = contact.last_activity_at
  }
}

queue "triage" {
  title  = "Triage"
  object = object.contact
  team   = team.sales
  role   = role.sales_manager
}

routing "mql" {
  title    = "MQL routing"
  object   = object.contact
  trigger  = entering(stage.contact.mql)
  method   = "round_robin"
  sla      = sla.first_contact
  fallback = queue.triage

  rule "named_account" {
    description = "Named accounts go to their own AE."
    when        = company.named_account
    to          = queue.named
    method      = "account_based"
  }

  rule "enterprise_by_skill" {
    description = "Enterprise goes to whoever knows the industry."
    when        = company.segment == "enterprise" && is_set(company.industry)
    to          = queue.sdr
    method      = "skill_based"
    by          = company.industry
  }

  rule "territory" {
    description = "Good fits go by territory."
    when        = contains(["A", "B"], company.icp_band) && is_set(company.region)
    to          = queue.sdr
    method      = "territory"
    by          = company.region
  }

  rule "in_turn" {
    description = "Everybody else inside the ICP, in turn."
    when        = company.icp_band == "C" || contact.source == "referral"
    to          = queue.sdr
    method      = "round_robin"
  }
}

sla "first_contact" {
  title       = "First contact"
  description = "Under five minutes a lead qualifies about 21 times as often; at half an hour it is a tenth; after a day it is cold."
  starts      = entering(stage.contact.mql)
  stops       = set(contact.first_contacted_at)
  within      = "4h"
  target      = "5m"
  owner       = role.sales_manager

  escalate {
    after  = "4h"
    notify = [role.sales_manager]
  }
}

sla "qualification" {
  title  = "Qualification decision"
  starts = set(contact.first_contacted_at)
  stops  = entering(stage.contact.sql)
  within = "48h"
  clock  = "elapsed"
  owner  = role.sales_manager

  escalate {
    after  = "48h"
    notify = [role.sales_manager]
  }
}

sla "takeover" {
  title  = "Next owner takes over"
  starts = changed(contact.owner)
  stops  = set(contact.first_contacted_at)
  within = "1d"
  owner  = role.revops

  escalate {
    after  = "1d"
    notify = [role.revops]
  }
}

metric "speed_to_lead" {
  title    = "Speed to lead"
  category = "speed"
  priority = 1
  formula  = "Form fill to first contact by a person"
  source   = "CRM"
  unit     = "minutes"
  by       = [segment.segment, segment.region]
  red_flag = "Median above 30 minutes."
  owner    = role.sales_manager

  benchmark "ideal" {
    low    = 0
    high   = 5
    source = "Sales pipeline playbook: 21 times the qualification rate"
  }

  benchmark "late" {
    low    = 30
    high   = 1440
    source = "Sales pipeline playbook: ten times fewer qualify from 30 minutes on"
  }

  benchmark "cold" {
    low    = 1440
    source = "Sales pipeline playbook: after 24 hours the lead is effectively cold"
  }
}
