architecture "conformance" {
  title   = "Conformance"
  version = "1.1.0"
}

role "ae" {
  title = "Account executive"
}

field "contact" "band" {
  label = "ICP band"
  type  = enum("B", "A", "out")
  owner = role.ae
}

lifecycle "lead" {
  title  = "Leads"
  domain = "lead"
  object = object.contact

  stage "qualified" {
    label      = "Qualified"
    definition = "Worth a deal."
    owner      = role.ae
    entry "band" { when = contact.band == "A" || contact.band == "B" }
    exit "deal" { description = "There is a deal." }
  }

  stage "new" {
    label      = "Brand new"
    definition = "Somebody we have heard of."
    owner      = role.ae
    entry "any" { description = "A person decides." }
    exit "never" { description = "A person decides." }
  }
}
