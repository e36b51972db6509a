scoring "s" {
  object = object.contact

  dimension "fit" {
    signal "industry" {
      points = 10
      when   = company.industry == "software"
    }

    signal "edu" {
      points = -10
      when   = ends_with(contact.email, ".edu")
    }

    cap = 20
  }

  dimension "engagement" {
    signal "demo" {
      points = 10
      event  = "demo"
    }
  }

  threshold "mql" {
    fit        = 50 # ERR SC0105: scoring.s.threshold.mql can never be reached
    engagement = 5
  }
}
