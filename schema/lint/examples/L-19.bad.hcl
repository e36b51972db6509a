pipeline "sales" {
  title = "Sales"

  stage "discovery" {
    owner       = role.ae
    probability = 30
    entry "met" { description = "The first meeting took place." }
    exit "asked" { then = stage.sales.evaluation }
  }

  stage "evaluation" {
    label       = "Evaluation"
    owner       = role.ae
    probability = 20 # L-19
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

pipeline "expansion" { # L-19
  title = "Expansion"
  type  = "expansion"

  stage "identified" {
    owner = role.csm
    entry "need" { description = "The customer has a need that the contract does not cover." }
    exit "signed" { then = stage.expansion.won }
  }

  stage "won" {
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "The larger contract is signed." }
  }
}
