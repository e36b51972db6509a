team "partners" {
  title = "Partner Management"

  member "dana" {
    identity = "dana@acme.example"
    role     = role.partner_manager
    active   = false
  }
}

role "partner_manager" {
  title = "Partner Manager"
  team  = team.partners
}

routing "partner_leads" {
  object   = object.contact
  fallback = member.partners.dana # L-25
}

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "introduced" {
    owner = role.partner_manager # L-25
    entry "named" { description = "A partner gave us a name." }
  }
}
