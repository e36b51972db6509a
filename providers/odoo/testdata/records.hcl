architecture "records" {
  title   = "Test records"
  version = "1.0.0"
}

team "sales" {
  title = "Sales"
  member "ana" {
    identity = "ana@records.example"
    role     = role.ae
  }
}

role "ae" {
  title = "Account executive"
  team  = team.sales
}

field "contact" "email" {
  type  = email
  owner = role.ae
}

field "contact" "speaks" {
  type  = multi_enum("de", "en", "fr")
  owner = role.ae
}

field "contact" "met_on" {
  type  = date
  owner = role.ae
}

field "company" "size" {
  type  = number
  owner = role.ae
}

field "deal" "amount" {
  type  = currency
  owner = role.ae
}

field "deal" "called_at" {
  type  = datetime
  owner = role.ae
}

field "deal" "urgent" {
  type  = bool
  owner = role.ae
}

field "deal" "champion" {
  type  = reference(object.contact)
  owner = role.ae
}

field "deal" "backup" {
  type  = user
  owner = role.ae
}

reasons "lost" {
  kind = "loss"
  code "price" { label = "Price" }
}

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "new" {
    owner = role.ae
    entry "any" { description = "Somebody wrote to us." }
    exit "reply" { then = stage.lead.working }
  }

  stage "working" {
    owner = role.ae
    entry "any" { description = "We talk." }
  }
}

pipeline "sales" {
  domain = "sales"
  object = object.deal

  stage "open" {
    owner = role.ae
    entry "any" { description = "There is a deal." }
    exit "won" { then = stage.sales.won }
  }

  stage "won" {
    owner   = role.ae
    outcome = "won"
    entry "any" { description = "They signed." }
  }

  stage "lost" {
    owner   = role.ae
    outcome = "lost"
    reasons = reasons.lost
    entry "said" { description = "They said no." }
  }
}
