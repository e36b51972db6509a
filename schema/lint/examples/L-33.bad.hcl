field "project" "scope" { type = text }

pipeline "sales" {
  stage "open" {
    owner = role.ae
    entry "met" { description = "The first meeting took place." }
    exit "signed" { then = stage.sales.won }
  }

  stage "won" {
    owner   = role.ae
    outcome = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

pipeline "delivery" {
  domain = "customer"
  type   = "delivery"
  object = object.project

  stage "onboarding" {
    owner = role.csm
    entry "won" { when = pipeline.sales == stage.sales.won }
  }
}

handoff "won_to_onboarding" { # L-33
  from     = stage.sales.won
  to       = stage.delivery.onboarding
  owes     = [project.scope]
  owner    = role.csm
  producer = role.ae
}
