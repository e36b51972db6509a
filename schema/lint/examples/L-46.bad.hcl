automation "pricing_follow_up" {
  title   = "Follow-up on the pricing page"
  trigger = event("pricing_page_viewed")
  object  = object.contact
  owner   = role.revops

  action "mail" { # L-46
    do      = "send"
    message = "You looked at our prices. Shall we talk?"
  }
}

sequence "cold" {
  title  = "Cold outreach"
  object = object.contact
  owner  = role.sdr

  step "hello" { # L-46
    do      = "send"
    after   = "1d"
    message = "An introduction, in the reader's language."
  }

  exit "reply" { on = event("replied") }
  exit "meeting_booked" { on = event("meeting_booked") }
  exit "disqualified" { on = event("disqualified") }
}
