pipeline "new_business" {
  title = "New Business"

  stage "need_confirmed" {
    label = "Need Confirmed"
    owner = role.ae
    entry "talked" { description = "The customer named the problem on a call." }
    exit "shown" { then = stage.new_business.demo_completed }
  }

  stage "demo_completed" {
    label = "Demo Completed"
    owner = role.ae
    entry "shown" { description = "The users have seen their own case." }
    exit "offered" { then = stage.new_business.negotiation }
  }

  # A phase that lasts is no activity.
  stage "negotiation" {
    label = "Negotiation"
    owner = role.ae
    entry "offered" { description = "Price and terms are with the customer." }
    exit "signed" { then = stage.new_business.closed_won }
  }

  stage "closed_won" {
    label   = "Closed Won"
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}
