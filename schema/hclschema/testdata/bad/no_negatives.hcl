scoring "s" { # ERR SC0304: scoring.s has no negative signals
  object = object.contact

  dimension "fit" {
    signal "industry" {
      points = 10
      when   = company.industry == "software"
    }
  }

  dimension "engagement" {
    signal "demo" {
      points = 10
      event  = "demo"
    }
  }
}
