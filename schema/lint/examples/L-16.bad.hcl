field "contact" "lead_source" { type = text }
field "contact" "job_title" { type = text }
field "contact" "firstTouchAt" { type = date } # L-16

lifecycle "contact" {
  domain = "lead"
  object = object.contact

  stage "sal" {
    label = "Sales Accepted Lead"
    short = "SAL"
    owner = role.sdr
    entry "accepted" { description = "Sales works the lead." }
    exit "met" { then = stage.contact.sql }
  }

  stage "sql" {
    label = "Sales Qualified Lead"
    short = "SQL"
    owner = role.sdr
    entry "met" { description = "The need is confirmed in a conversation." }
  }
}

pipeline "new_business" {
  stage "sql" {
    label   = "Qualified Deal" # L-16
    same_as = stage.contact.sql
  }

  stage "demo_completed" {
    label = "Demo Completed"
    owner = role.ae
    entry "shown" { description = "The users have seen their own case." }
    exit "signed" { then = stage.new_business.won }
  }

  stage "offer_sent" {
    label = "Offer sent" # L-16
    owner = role.ae
    entry "sent" { description = "Price and terms are with the customer." }
    exit "signed" { then = stage.new_business.won }
  }

  stage "won" {
    label   = "Closed Won"
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

pipeline "renewal" {
  type = "renewal"

  stage "opened" {
    label = "SAL" # L-16
    owner = role.csm
    entry "customer" { description = "The term of a customer comes to its end." }
    exit "signed" { then = stage.renewal.won }
  }

  stage "won" {
    label   = "Closed-won" # L-16
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "The next term is signed." }
  }
}
