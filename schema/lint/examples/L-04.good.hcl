pipeline "sales" {
  title = "Sales"

  stage "implementation_planned" {
    label       = "Implementation Planned"
    owner       = role.ae
    probability = 60
    entry "plan" { description = "The buyer has agreed to a plan for the time after the signature." }
    exit "signed" { then = stage.sales.closed_won }
  }

  stage "closed_won" {
    label       = "Closed Won"
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

pipeline "customer" {
  title  = "Customer journey"
  domain = "customer"
  object = object.project
  type   = "delivery"

  stage "onboarding" {
    label = "Onboarding"
    owner = role.csm
    entry "kickoff" { description = "The kickoff took place." }
    exit "live" { then = stage.customer.live }
  }

  stage "live" {
    label = "Live"
    owner = role.csm
    entry "in_use" { description = "The customer works with the product." }
  }
}
