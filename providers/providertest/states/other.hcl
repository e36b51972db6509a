architecture "other" {
  title   = "Somebody else's"
  version = "1.0.0"
}

team "partners" {
  title = "Partners"
}

role "partner_manager" {
  title = "Partner manager"
  team  = team.partners
}

field "company" "tier" {
  label = "Tier"
  type  = enum("gold", "silver")
  owner = role.partner_manager
}

lifecycle "partner" {
  domain = "company"
  object = object.company

  stage "talking" {
    definition = "We talk."
    owner      = role.partner_manager
    entry "any" { description = "A person decides." }
    exit "signed" { description = "There is a contract." }
  }

  stage "partner" {
    definition = "There is a contract."
    owner      = role.partner_manager
    entry "tier" { when = is_set(company.tier) }
    exit "never" { description = "A person decides." }
  }
}
