field "contact" "email" { type = email }
field "contact" "seniority" { type = enum("assistant", "manager", "director") }

scoring "lead" {
  title  = "Lead score"
  object = object.contact

  dimension "fit" {
    signal "decides" {
      points = 40
      when   = contact.seniority == "director"
    }

    signal "student" {
      points = -60
      when   = ends_with(contact.email, ".edu")
    }
  }

  dimension "engagement" { # L-38
    signal "pricing_page" {
      points    = 15
      event     = "pricing_page_viewed"
      max_count = 3
    }
  }

  threshold "mql" {
    fit        = 40
    engagement = 30
  }
}
