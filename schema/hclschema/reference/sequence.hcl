sequence "nurture" {
  title    = "Quarterly nurture"
  object   = object.contact
  starts   = entering(stage.lead.disqualified)
  approval = "required"

  step "report" {
    do      = "send"
    message = "The industry report"
    after   = "14d"
  }

  exit "reply" {
    on = event("email_replied")
  }
}
