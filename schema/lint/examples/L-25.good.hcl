team "partners" {
  title = "Partner Management"

  member "dana" {
    identity = "dana@acme.example"
    role     = role.partner_manager
    active   = false
  }

  member "lee" {
    identity = "lee@acme.example"
    role     = role.partner_manager
  }
}

role "partner_manager" {
  title = "Partner Manager"
  team  = team.partners
}

routing "partner_leads" {
  object   = object.contact
  fallback = member.partners.lee
}

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "introduced" {
    owner = role.partner_manager
    entry "named" { description = "A partner gave us a name." }
  }
}
