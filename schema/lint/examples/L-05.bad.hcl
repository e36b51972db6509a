pipeline "renewal" {
  title = "Renewal"
  type  = "renewal"

  stage "days_120" {
    label = "120 Days Out" # L-05
    owner = role.csm
    entry "near" { description = "The term ends in four months." }
    exit "nearer" { then = stage.renewal.days_90 }
  }

  stage "days_90" {
    label = "90-Day Notice" # L-05
    owner = role.csm
    entry "near" { description = "The term ends in three months." }
    exit "nearer" { then = stage.renewal.days_30 }
  }

  stage "days_30" {
    label = "T-30" # L-05
    owner = role.csm
    entry "near" { description = "The term ends in a month." }
    exit "signed" { then = stage.renewal.renewed }
  }

  stage "renewed" {
    label   = "Renewed"
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "The next term is signed." }
  }
}
