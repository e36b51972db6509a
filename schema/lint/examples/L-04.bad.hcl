pipeline "sales" {
  title = "Sales"

  stage "proposal" {
    label       = "Proposal Sent"
    owner       = role.ae
    probability = 60
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.sales.closed_won }
  }

  stage "closed_won" {
    label       = "Closed Won"
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }

  stage "onboarding" { # L-04
    label       = "Onboarding"
    owner       = role.csm
    probability = 100
    entry "kickoff" { description = "The kickoff took place." }
  }
}

pipeline "delivery" {
  title  = "Customer delivery"
  object = object.project
  type   = "delivery"
  domain = "sales" # L-04

  stage "live" {
    owner       = role.csm
    probability = 100
    entry "live" { description = "The customer works with the product." }
  }
}
