scoring "lead" {
  object = object.contact

  dimension "fit" {
    cap   = 0
    floor = -100

    signal "a" {
      points = -1.5
      when   = contact.opted_out
    }

    signal "b" {
      points    = 2
      event     = "Demo requested"
      max_count = 3
      decay     = { per = "1mo", points = 0.5, expires = "18mo" }
    }
  }

  threshold "good" {
    total = 3
  }
}
