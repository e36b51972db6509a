# Nurture. A person releases every message; the machine prepares and reminds.

sequence "early_nurture" {
  title    = "Early nurture"
  purpose  = "Helps Known Leads and engaged ones to see whether we fit."
  object   = object.contact
  starts   = entering(stage.lead.marketing_engaged)
  approval = "required"
  owner    = role.demand_gen

  step "guide" {
    do       = "send"
    after    = "2d"
    message  = "The scheduling guide for the reader's industry."
    approval = "required"
  }

  step "case" {
    do       = "send"
    after    = "7d"
    message  = "How a company of the same size cut missed appointments."
    approval = "required"
  }

  step "invite" {
    do       = "send"
    after    = "14d"
    message  = "Invitation to the monthly open demo."
    approval = "required"
  }

  exit "reply" {
    on          = set(contact.replied_at)
    description = "The person answers; a human takes over."
  }

  exit "converted" {
    on          = entering(stage.lead.mql)
    description = "The person became an MQL."
  }

  exit "disqualified" {
    on          = set(contact.disqualified_at)
    description = "The person was disqualified."
  }

  exit "paused_by_hand" {
    on          = event("nurture_paused")
    effect      = "pause"
    description = "Somebody at Fernway pauses it."
  }
}

sequence "quiet_nurture" {
  title    = "Quiet nurture after recycling"
  purpose  = "Keeps in touch once a quarter until the retry time of the code is over."
  object   = object.contact
  approval = "required"
  owner    = role.demand_gen

  step "news" {
    do       = "send"
    after    = "30d"
    message  = "What is new, two paragraphs."
    approval = "required"
  }

  step "benchmark" {
    do       = "send"
    after    = "90d"
    message  = "Yearly numbers of the trade."
    approval = "required"
  }

  step "check_in" {
    do      = "create_task"
    after   = "90d"
    to      = role.sdr
    message = "Is the reason for recycling still true? Call once."
  }

  exit "reply" {
    on          = set(contact.replied_at)
    description = "The person answers."
  }

  exit "converted" {
    on          = entering(stage.lead.mql)
    description = "The person became an MQL again."
  }

  exit "disqualified" {
    on          = set(contact.disqualified_at)
    description = "The person was disqualified."
  }

  exit "paused_by_hand" {
    on          = event("nurture_paused")
    effect      = "pause"
    description = "Somebody at Fernway pauses it."
  }
}

sequence "customer_welcome" {
  title    = "Customer welcome"
  purpose  = "Tells a new customer who is responsible and what happens next."
  object   = object.contact
  starts   = entering(stage.lead.customer)
  approval = "required"
  owner    = role.onboarding

  step "hello" {
    do       = "send"
    after    = "1d"
    message  = "Who looks after you, and the three dates that matter."
    approval = "required"
  }

  step "prepare" {
    do       = "send"
    after    = "3d"
    message  = "What to have ready for the kickoff."
    approval = "required"
  }

  exit "reply" {
    on          = set(contact.replied_at)
    description = "The customer answers; Onboarding takes over."
  }

  exit "converted" {
    on          = event("kickoff_held")
    description = "The kickoff took place."
  }

  exit "disqualified" {
    on          = set(contact.disqualified_at)
    description = "The contact left the company."
  }

  exit "paused_by_hand" {
    on          = event("nurture_paused")
    effect      = "pause"
    description = "Somebody at Fernway pauses it."
  }
}
