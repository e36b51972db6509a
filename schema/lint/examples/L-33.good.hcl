field "project" "scope" { type = text }
field "project" "accepted_at" { type = datetime }
field "project" "first_action_due" { type = date }

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

handoff "won_to_onboarding" {
  from     = stage.sales.won
  to       = stage.delivery.onboarding
  owes     = [project.scope, project.accepted_at, project.first_action_due]
  owner    = role.csm
  producer = role.ae
  creates  = object.project
  demotes  = role.ae
}
