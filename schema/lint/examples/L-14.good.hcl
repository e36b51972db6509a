pipeline "sales" {
  title = "Sales"
  type  = "new_business"

  stage "proposed" {
    owner       = role.ae
    probability = 50
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.sales.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

handoff "won_to_customer_success" {
  from    = stage.sales.won
  to      = stage.customer.onboarding
  owner   = role.csm
  creates = object.project
}

pipeline "customer" {
  title  = "Customer journey"
  domain = "customer"
  object = object.project
  type   = "delivery"

  stage "onboarding" {
    owner = role.csm
    entry "accepted" { description = "A customer success manager has taken the account." }
    exit "live" { then = stage.customer.in_use }
  }

  stage "in_use" {
    label = "In Use"
    owner = role.csm
    entry "live" { description = "The customer works with the product every day." }
  }
}
