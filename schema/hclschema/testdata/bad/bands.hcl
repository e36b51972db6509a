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

  band "A" {
    dimension = "ft" # ERR SC0111: scoring.s has no dimension "ft"
    min       = 5
  }

  band "B" {
    min = 3
  }

  band "C" {
    min = 3 # ERR SC0106: Two bands have the minimum 3
  }
}
