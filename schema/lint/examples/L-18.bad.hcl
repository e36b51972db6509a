pipeline "customer" {
  title  = "Customer journey"
  domain = "customer"
  object = object.project
  type   = "delivery"

  stage "onboarding" {
    owner = role.csm
    entry "kickoff" { description = "The kickoff took place." }
    exit "live" { then = stage.customer.early_adoption }
  }

  stage "early_adoption" { # L-18
    label = "Early Adoption"
    owner = role.csm
    entry "live" { description = "The customer is live." }
  }
}
