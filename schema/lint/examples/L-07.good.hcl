field "deal" "site_surveyed_at" { type = date }

pipeline "sales" {
  title = "Sales"

  # The usual names, with what they mean for a builder of lifts.
  stage "qualified" {
    label      = "Qualified to Buy"
    owner      = role.ae
    customised = "We have seen the shaft; a building permit alone is not enough."
    entry "surveyed" { when = is_set(deal.site_surveyed_at) }
    exit "presented" { then = stage.sales.presentation }
  }

  stage "presentation" {
    label = "Presentation Scheduled"
    owner = role.ae
    entry "date" { description = "The owners' meeting has us on its agenda." }
    exit "voted" { then = stage.sales.contract }
  }

  stage "contract" {
    label = "Contract Sent"
    owner = role.ae
    entry "voted" { description = "The owners' meeting voted for us." }
    exit "signed" { then = stage.sales.closed_won }
  }

  stage "closed_won" {
    label   = "Closed Won"
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "The property manager has signed." }
  }
}
