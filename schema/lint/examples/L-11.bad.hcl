pipeline "emea" {
  title = "New business EMEA"
  type  = "new_business"

  stage "proposed" {
    owner       = role.ae
    probability = 50
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.emea.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

pipeline "expansion" {
  title = "Expansion"
  type  = "expansion"

  stage "proposed" {
    owner       = role.ae
    probability = 50
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.expansion.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

pipeline "renewal" {
  title = "Renewal"
  type  = "renewal"

  stage "proposed" {
    owner       = role.ae
    probability = 50
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.renewal.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

pipeline "us" { # L-11
  title = "New business US"
  type  = "new_business"

  stage "proposed" {
    owner       = role.ae
    probability = 50
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.us.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}
