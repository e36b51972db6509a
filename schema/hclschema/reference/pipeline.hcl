pipeline "renewals" {
  title  = "Renewals"
  domain = "customer"
  type   = "renewal"

  stage "proposed" {
    label       = "Renewal proposed"
    owner       = role.csm
    probability = 60
    forecast    = "best_case"

    entry "sent" {
      description = "The customer has the offer."
      when        = is_set(deal.amount)
    }

    exit "answered" {
      description = "The customer has answered."
    }
  }

  stage "renewed" {
    owner       = role.csm
    probability = 100
    forecast    = "closed"
    outcome     = "won"

    entry "signed" {
      description = "The renewal is signed."
    }
  }
}
