# Fit alone is no MQL; engagement alone is no MQL. Reviewed every quarter.

scoring "lead" {
  title       = "Lead score"
  object      = object.contact
  total       = contact.score_total
  recalibrate = "quarterly"
  owner       = role.revops

  dimension "fit" {
    field = contact.fit_score
    cap   = 100
    floor = 0

    signal "size" {
      points = 25
      when   = company.size >= 50
    }

    signal "industry" {
      points = 25
      when   = company.industry == "hardware" || company.industry == "software"
    }

    signal "role" {
      points = 25
      when   = contact.role == "director" || contact.role == "executive"
    }

    signal "tech_stack" {
      points = 25
      when   = contains(company.tech_stack, "erp")
    }

    signal "competitor_domain" {
      points = -100
      when   = contains(["acme.example", "globex.example"], company.domain)
    }

    signal "student_email" {
      points = -50
      when   = ends_with(contact.email, ".edu")
    }

    signal "job_mismatch" {
      points = -30
      when   = contact.function == "student" || contact.function == "other"
    }
  }

  dimension "engagement" {
    field = contact.engagement_score
    cap   = 100
    floor = 0

    signal "demo_request" {
      points = 50
      event  = "demo_requested"
      decay  = { half_life = "30d" }
    }

    signal "pricing_page" {
      points    = 15
      event     = "pricing_page_viewed"
      max_count = 3
      decay     = { half_life = "14d" }
    }

    signal "product_usage" {
      points    = 10
      event     = "product_used"
      max_count = 5
      decay     = { per = "7d", points = 2 }
    }

    signal "content_download" {
      points    = 5
      event     = "content_downloaded"
      max_count = 4
      decay     = { expires = "60d" }
    }
  }

  band "A" {
    dimension = "fit"
    min       = 75
    field     = company.icp_band
  }

  band "B" {
    dimension = "fit"
    min       = 50
    field     = company.icp_band
  }

  band "C" {
    dimension = "fit"
    min       = 25
    field     = company.icp_band
  }

  band "out" {
    dimension = "fit"
    field     = company.icp_band
  }

  threshold "mql" {
    description = "Both, always."
    fit         = 50
    engagement  = 40
  }

  threshold "hot" {
    description = "First in the queue."
    fit         = 75
    engagement  = 60
  }
}
