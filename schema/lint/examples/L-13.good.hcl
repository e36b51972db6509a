field "project" "tasks_done" { type = percent }

pipeline "onboarding" {
  title  = "Onboarding"
  domain = "customer"
  object = object.project
  type   = "delivery"

  stage "kicked_off" {
    label = "Kicked Off"
    owner = role.csm
    entry "met" { description = "The teams have met." }
    exit "paid" { then = stage.onboarding.paid }
  }

  # A share of money is no share of work.
  stage "paid" {
    label = "50% Deposit Paid"
    owner = role.csm
    entry "paid" { description = "The deposit has arrived." }
    exit "migrated" { then = stage.onboarding.migrated }
  }

  stage "migrated" {
    label = "Data Migrated"
    owner = role.csm
    entry "checked" { description = "The customer has checked the numbers." }
    exit "live" { then = stage.onboarding.live }
  }

  stage "live" {
    label = "First Users Live"
    owner = role.csm
    entry "used" { description = "A team works in the product every day." }
  }
}
