scoring "lead" {
  title  = "Lead score"
  object = object.contact
  owner  = role.revops

  dimension "fit" {
    field = contact.fit_score
    cap   = 100

    signal "industry" {
      points = 60
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

  band "A" {
    dimension = "fit"
    min       = 60
    meaning   = "Work it today."
  }

  threshold "mql" {
    fit        = 50
    engagement = 40
  }
}
