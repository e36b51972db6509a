pipeline "expansion" { # L-21
  title = "Expansion"
  type  = "expansion"

  stage "proposed" {
    owner       = role.ae
    probability = 60
    entry "sent" { description = "The customer has a proposal for another product." }
  }
}

pipeline "renewal" {
  title = "Renewal"
  type  = "renewal"

  stage "open" {
    owner       = role.csm
    probability = 80
    entry "due" { description = "The term ends within half a year." }
    exit "left" { then = stage.renewal.not_renewed }
  }

  stage "not_renewed" { # L-21
    label       = "Not Renewed"
    owner       = role.csm
    probability = 0
    outcome     = "lost"
    reasons     = reasons.churn
    entry "notice" { description = "The customer gave notice." }
  }
}

reasons "churn" {
  kind = "loss"
  code "price" { label = "Price" }
  code "unused" { label = "Not used" }
}
