architecture "conformance" {
  title   = "Conformance"
  version = "1.0.0"
}

team "sales" {
  title = "Sales"
}

role "sdr" {
  title = "Sales development"
  team  = team.sales
}

field "contact" "score" {
  type  = number
  owner = role.sdr
}

field "contact" "band" {
  label = "Band"
  type  = enum("A", "B", "C")
  owner = role.sdr
}

lifecycle "lead" {
  domain       = "lead"
  object       = object.contact
  forward_only = true

  stage "new" {
    label      = "New"
    definition = "Somebody we have heard of."
    owner      = role.sdr
    entry "any" { description = "A person decides." }
    exit "scored" { when = is_set(contact.score) }
  }

  stage "working" {
    label      = "Working"
    definition = "Somebody talks to the person."
    owner      = role.sdr
    entry "scored" { when = contact.score >= 10 }
    exit "done" { description = "A person decides." }
  }

  stage "qualified" {
    label      = "Qualified"
    definition = "Worth a deal."
    golden     = true
    owner      = role.sdr
    requires   = [contact.band]
    entry "band" { when = contact.band != "C" }
    exit "deal" { description = "There is a deal." }
  }
}
