lifecycle "lead" {
  title  = "Lead"
  domain = "lead"
  object = object.contact

  stage "nurture" {
    label = "Nurture"
    owner = role.marketing_ops

    entry "in" {
      description = "The team has agreed that the record belongs here."
    }

    exit "out" {
      description = "The next step is agreed."
    }
  }

  stage "mql" {
    label = "MQL"
    owner = role.sdr

    entry "in" {
      description = "The team has agreed that the record belongs here."
    }

    exit "out" {
      description = "The next step is agreed."
    }
  }
}

sequence "nurture" {
  title    = "Nurture"
  object   = object.contact
  starts   = entering(stage.lead.nurture)
  approval = "required"
  owner    = role.marketing_ops

  step "guide" {
    do      = "send"
    after   = "7d"
    message = "The planning guide for the reader's industry."
  }

  exit "reply" { on = event("mail_replied") }
  exit "converted" { on = entering(stage.lead.mql) }
  exit "disqualified" { on = event("marked_disqualified") }
}
