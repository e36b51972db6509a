# Facts live where they are worked with; only one system is right when two disagree.

system "crm" {
  title           = "CRM"
  type            = "crm"
  source_of_truth = true
  objects         = [object.lead, object.company, object.contact, object.deal]
}

system "planner" {
  title       = "Work management"
  type        = "work_management"
  objects     = [object.project]
  description = "Delivery plans and tasks. The CRM holds the deal, this holds the project."
}

system "desk" {
  title       = "Support desk"
  type        = "support"
  description = "Tickets of running clients."
}

source "form" {
  title       = "Form submission"
  type        = "form"
  creates     = object.lead
  system      = system.crm
  owner       = role.growth_ops
  fills       = [lead.email, lead.name, lead.source]
  description = "The enquiry form."
}

source "outbound_reply" {
  title       = "Outbound reply"
  type        = "outbound"
  creates     = object.lead
  system      = system.crm
  owner       = role.sdr
  fills       = [lead.email, lead.name, lead.source]
  description = "An answer to a letter or call of ours."
}

source "partner" {
  title       = "Partner introduction"
  type        = "partner"
  creates     = object.lead
  system      = system.crm
  owner       = role.ae
  fills       = [lead.name, lead.source]
  description = "An installer passes a client on."
}

source "trial_hand_raise" {
  title       = "Hand-raise from the free inspection"
  type        = "product"
  creates     = object.lead
  system      = system.crm
  owner       = role.growth_ops
  fills       = [lead.email, lead.name, lead.source]
  description = "Somebody who had a free remote inspection asks to be called."
}

segment "segment" {
  field = company.segment
}

segment "region" {
  field = company.region
}
