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

    signal "neither" { # ERR SC0103: scoring.s.dimension.fit.signal.neither has neither when nor event
      points = 1
    }

    signal "both" {
      points = 1
      when   = contact.requested_demo
      event  = "demo" # ERR SC0117: scoring.s.dimension.fit.signal.both has both when and event
    }

    signal "fading_fact" {
      points = 1
      when   = contact.requested_demo
      decay  = { half_life = "30d" } # ERR SC0117: A fact does not fade
    }

    signal "decay" {
      points = 0 # ERR SC0105: scoring.s.dimension.fit.signal.decay gives no points
      event  = "demo"
      decay  = { per = "30d" } # ERR SC0105: per and points go together
    }
  }

  dimension "engagement" {
    signal "demo" {
      points = 10
      event  = "demo"
    }
  }
}
