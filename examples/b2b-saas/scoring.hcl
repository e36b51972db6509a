# Lead score: two sides that never replace each other. A perfect company that does nothing is
# no MQL, and a keen reader at the wrong company is none either. Asking for a conversation is
# a way of its own (see stage mql), not a number of points.

locals {
  target_industries = ["hvac", "plumbing", "elevators", "facility_management", "utilities", "security"]
}

scoring "lead" {
  title       = "Lead score"
  description = "Fit says whether we could help the company; engagement says whether the person wants to hear from us now."
  object      = object.contact
  total       = contact.score_total
  recalibrate = "quarterly"
  owner       = role.marketing_ops
  state       = "confirmed"

  dimension "fit" {
    title = "Fit"
    field = contact.fit_score
    cap   = 100
    floor = 0

    signal "industry" {
      description = "The company sends technicians out."
      points      = 25
      when        = contains(local.target_industries, company.industry)
    }

    signal "size_core" {
      description = "50 to 499 technicians: where we win most."
      points      = 25
      when        = company.technicians >= 50 && company.technicians < 500
    }

    signal "size_enterprise" {
      description = "500 technicians and more: longer sale, larger contract."
      points      = 20
      when        = company.technicians >= 500
    }

    signal "size_small" {
      description = "10 to 49 technicians."
      points      = 10
      when        = company.technicians >= 10 && company.technicians < 50
    }

    signal "seniority" {
      description = "Can decide or carry a decision."
      points      = 20
      when        = contact.seniority == "director" || contact.seniority == "executive"
    }

    signal "function" {
      description = "Owns the problem we solve."
      points      = 15
      when        = contact.function == "field_service" || contact.function == "operations"
    }

    signal "technology" {
      description = "Uses a system that we integrate with."
      points      = 10
      when        = contains(company.tech_stack, "netsuite") || contains(company.tech_stack, "sap") || contains(company.tech_stack, "dynamics") || contains(company.tech_stack, "quickbooks")
    }

    signal "region" {
      description = "Where we have an office."
      points      = 5
      when        = company.region == "na" || company.region == "emea"
    }

    signal "competitor" {
      description = "Works for a competitor."
      points      = -100
      when        = company.competitor
    }

    signal "student_email" {
      description = "University address: a student or researcher."
      points      = -40
      when        = ends_with(contact.email, ".edu")
    }

    signal "job_mismatch" {
      description = "Marketing and HR never buy scheduling software."
      points      = -25
      when        = contact.function == "marketing" || contact.function == "hr"
    }

    signal "free_mail" {
      description = "Private address: usually a trial out of curiosity."
      points      = -15
      when        = contains(local.free_mail_domains, contact.email_domain)
    }
  }

  dimension "engagement" {
    title = "Engagement"
    field = contact.engagement_score
    cap   = 100
    floor = 0

    signal "demo_request" {
      description = "Asked for a demo."
      points      = 40
      event       = "demo_requested"
      max_count   = 1
      decay       = { half_life = "30d" }
    }

    signal "pricing_page" {
      description = "Looked at prices."
      points      = 15
      event       = "pricing_page_viewed"
      max_count   = 3
      decay       = { half_life = "14d" }
    }

    signal "trial_job" {
      description = "Planned a job in the trial."
      points      = 10
      event       = "trial_job_planned"
      max_count   = 4
      decay       = { half_life = "14d" }
    }

    signal "webinar" {
      description = "Attended a webinar."
      points      = 15
      event       = "webinar_attended"
      max_count   = 2
      decay       = { per = "30d", points = 5 }
    }

    signal "content_download" {
      description = "Downloaded a guide."
      points      = 5
      event       = "content_downloaded"
      max_count   = 4
      decay       = { expires = "90d" }
    }

    signal "unsubscribed" {
      description = "Does not want mail from us."
      points      = -50
      event       = "unsubscribed"
      max_count   = 1
    }

    signal "careers_page" {
      description = "Looks for a job, not for software."
      points      = -10
      event       = "careers_page_viewed"
      max_count   = 2
      decay       = { expires = "60d" }
    }
  }

  band "A" {
    dimension = "fit"
    min       = 75
    field     = company.icp_band
    meaning   = "Named SDR, same day."
  }

  band "B" {
    dimension = "fit"
    min       = 50
    field     = company.icp_band
    meaning   = "Ordinary queue."
  }

  band "C" {
    dimension = "fit"
    min       = 25
    field     = company.icp_band
    meaning   = "Nurture until a hand is raised."
  }

  band "out" {
    dimension = "fit"
    field     = company.icp_band
    meaning   = "Never passed to Sales."
  }

  threshold "mql" {
    description = "Fit and engagement, each on its own."
    fit         = 50
    engagement  = 40
  }

  threshold "hot" {
    description = "Called before everybody else in the queue."
    fit         = 75
    engagement  = 60
  }

  raci {
    accountable = role.vp_marketing
    responsible = [role.marketing_ops]
    consulted   = [role.sdr_manager]
    informed    = [role.sdr]
  }
}
