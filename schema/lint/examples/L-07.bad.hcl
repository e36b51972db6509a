pipeline "sales" { # L-07
  title = "Sales"

  stage "qualified" {
    label = "Qualified to Buy"
    owner = role.ae
    entry "qualified" { description = "The lead is qualified." }
    exit "next" { then = stage.sales.presentation }
  }

  stage "presentation" {
    label = "Presentation Scheduled"
    owner = role.ae
    entry "scheduled" { description = "A presentation is scheduled." }
    exit "next" { then = stage.sales.contract }
  }

  stage "contract" {
    label = "Contract Sent"
    owner = role.ae
    entry "sent" { description = "The contract is sent." }
    exit "won" { then = stage.sales.closed_won }
    exit "lost" { then = stage.sales.closed_lost }
  }

  stage "closed_won" {
    label   = "Closed Won"
    owner   = role.csm
    outcome = "won"
    entry "won" { description = "The deal is won." }
  }

  stage "closed_lost" {
    label   = "Closed Lost"
    owner   = role.ae
    outcome = "lost"
    entry "lost" { description = "The deal is lost." }
  }
}
