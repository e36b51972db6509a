architecture "acme" {
  title            = "Acme go-to-market lifecycle"
  version          = "1.4.0"
  required_version = ">= 0.1"
  motion           = "sales_led"
  steward          = role.revops
  council          = [role.vp_revops, role.vp_marketing, role.vp_sales, role.vp_cs]
  calendar         = calendar.us
}

calendar "us" {
  time_zone = "America/New_York"
  hours     = { weekdays = "09:00-17:00" }
  holidays  = ["2026-12-25", "2027-01-01"]
}

field "company" "icp_band" {
  label   = "ICP band"
  type    = enum("A", "B", "C", "out")
  owner   = role.marketing_ops
  source  = "enrichment"
  usage   = "How well the company fits our ideal customer profile. Set by scoring, never by hand."
}

scoring "lead" {
  object = object.contact

  dimension "fit" {
    field = contact.fit_score

    signal "industry" {
      points = 20
      when   = contains(["software", "fintech"], company.industry)
    }

    signal "student_email" {
      points = -40
      when   = ends_with(contact.email, ".edu")
    }
  }

  dimension "engagement" {
    field = contact.engagement_score

    signal "demo_request" {
      points = 40
      event  = "demo_requested"
      decay  = { half_life = "30d" }
    }
  }

  threshold "mql" {
    fit        = 50
    engagement = 40
  }
}

lifecycle "lead" {
  title        = "Lead lifecycle"
  domain       = "lead"
  object       = object.contact
  forward_only = true

  stage "mql" {
    label      = "Marketing Qualified Lead"
    short      = "MQL"
    definition = "Marketing hands the lead to Sales: the company fits and the person has shown intent."
    state      = "confirmed"
    owner      = role.marketing_ops

    entry "qualified" {
      description = "Fit and engagement both reach the MQL threshold, or the lead raised a hand."
      when        = scoring.lead.meets.mql || contact.requested_demo
    }

    exit "accepted" {
      description = "Sales accepts or rejects the lead."
      then        = stage.lead.sal
    }

    raci {
      accountable = role.vp_marketing
      responsible = [role.marketing_ops]
      consulted   = [role.sdr_manager]
      informed    = [role.ae]
    }
  }

  stage "sal" {
    label      = "Sales Accepted Lead"
    short      = "SAL"
    definition = "Sales has received the lead and agreed to work it."
    state      = "assumed"
    owner      = role.sdr

    entry "accepted" {
      description = "An SDR has looked at the lead and will work it."
    }
  }
}

handoff "mql_to_sal" {
  from     = stage.lead.mql
  to       = stage.lead.sal
  decision = "Will Sales work this lead?"
  owner    = role.sdr
  owes     = [contact.email, contact.job_title, contact.lead_source, company.icp_band, company.segment]
  sla      = sla.first_touch
  reasons  = reasons.lead_rejection

  failure_mode = "The SDR opens a bare e-mail address and does the research again."
}

sla "first_touch" {
  starts   = entering(stage.lead.mql)
  stops    = set(contact.first_contacted_at)
  within   = "4h"
  calendar = calendar.us

  escalate {
    after  = "4h"
    notify = [role.sdr_manager]
  }
}

environment "production" {
  crm "hubspot" {
    token   = env.HUBSPOT_TOKEN
    objects = [object.contact, object.company]
  }
  crm "salesforce" {
    instance = env.SF_INSTANCE_URL
    auth     = { method = "jwt", client_id = env.SF_CLIENT_ID, key_file = env.SF_KEY_FILE, username = env.SF_USERNAME }
    objects  = [object.deal]
  }
}
