# A customer who left and comes back is new business: another deal, and the old one stays lost.
handoff "win_back" {
  from    = stage.renewal.not_renewed
  to      = stage.new_business.proposed
  owner   = role.ae
  creates = object.deal
}

# A customer who looks at another product stays a customer; the interest becomes an expansion deal.
handoff "another_product" {
  from    = stage.new_business.won
  to      = stage.expansion.proposed
  owner   = role.ae
  creates = object.deal
}

pipeline "new_business" {
  title = "New Business"

  stage "proposed" {
    owner       = role.ae
    probability = 60
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.new_business.won }
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

  stage "not_renewed" {
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
