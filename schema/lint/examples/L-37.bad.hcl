field "contact" "seniority" { type = enum("assistant", "manager", "director") }

scoring "lead" { # L-37
  title  = "Lead score"
  object = object.contact

  dimension "fit" {
    signal "decides" {
      points = 40
      when   = contact.seniority == "director"
    }
  }

  dimension "engagement" {
    signal "pricing_page" {
      points    = 15
      event     = "pricing_page_viewed"
      max_count = 3
      decay     = { half_life = "14d" }
    }
  }

  threshold "mql" {
    fit        = 40
    engagement = 30
  }
}
