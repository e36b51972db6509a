pipeline "onboarding" {
  title  = "Onboarding"
  domain = "customer"
  object = object.project
  type   = "delivery"

  stage "kicked_off" {
    label = "Kicked Off"
    owner = role.csm
    entry "met" { description = "The teams have met." }
    exit "half" { then = stage.onboarding.half }
  }

  stage "half" {
    label = "50% Complete" # L-13
    owner = role.csm
    entry "half" { description = "Half of the tasks are done." }
    exit "most" { then = stage.onboarding.most }
  }

  stage "most" {
    label = "Onboarding 90%" # L-13
    owner = role.csm
    entry "most" { description = "Nearly all tasks are done." }
    exit "last" { then = stage.onboarding.last }
  }

  stage "last" {
    label = "Step 5 of 5" # L-13
    owner = role.csm
    entry "last" { description = "The last task is begun." }
  }
}
