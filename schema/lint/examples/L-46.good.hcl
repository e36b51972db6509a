automation "pricing_follow_up" {
  title   = "Follow-up on the pricing page"
  trigger = event("pricing_page_viewed")
  object  = object.contact
  owner   = role.revops

  action "mail" {
    do       = "send"
    message  = "You looked at our prices. Shall we talk?"
    approval = "required"
  }
}

sequence "cold" {
  title    = "Cold outreach"
  object   = object.contact
  approval = "required"
  owner    = role.sdr

  step "hello" {
    do      = "send"
    after   = "1d"
    message = "An introduction, in the reader's language."
  }

  exit "reply" { on = event("replied") }
  exit "meeting_booked" { on = event("meeting_booked") }
  exit "disqualified" { on = event("disqualified") }
}

automation "alert" {
  title   = "Alert for the SDR"
  trigger = event("demo_requested")
  object  = object.contact
  owner   = role.revops

  action "mail" {
    do      = "send"
    to      = role.sdr
    message = "Somebody has asked for a demo."
  }
}
