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
  }

  dimension "engagement" {
    signal "demo" {
      points = 10
      event  = "demo"
    }
  }

  threshold "mql" {} # ERR SC0103: scoring.s.threshold.mql asks for no score
}
