pipeline "sales" {
  title = "Sales"

  stage "discovery" {
    owner       = role.ae
    probability = 20
    entry "met" { description = "The first meeting took place." }
    exit "asked" { then = stage.sales.evaluation }
  }

  stage "evaluation" {
    label       = "Evaluation"
    owner       = role.ae
    probability = 45
    entry "criteria" { description = "Success criteria are agreed." }
    exit "signed" { then = stage.sales.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

# Requests of partners are counted, not forecast.
pipeline "partner_requests" {
  title = "Partner requests"
  type  = "other"

  stage "received" {
    owner    = role.ae
    forecast = "omitted"
    entry "asked" { description = "A partner asks for help." }
    exit "answered" { then = stage.partner_requests.answered }
  }

  stage "answered" {
    owner    = role.ae
    forecast = "omitted"
    entry "answered" { description = "The partner has an answer." }
  }
}
