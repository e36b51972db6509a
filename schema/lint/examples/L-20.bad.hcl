lifecycle "lead" {
  title        = "Lead lifecycle"
  domain       = "lead"
  object       = object.contact
  forward_only = true
  no_skip      = true

  stage "known" {
    owner = role.marketing_ops
    entry "identified" { description = "A business e-mail address is known." }
    exit "qualified" { then = stage.lead.mql }
    exit "meeting" {
      description = "The person books a meeting."
      then        = stage.lead.sal # L-20
    }
  }

  stage "mql" {
    owner = role.marketing_ops
    entry "fits" { description = "Fit and interest reach the threshold." }
    exit "accepted" { then = stage.lead.sal }
    exit "rejected" {
      description = "Sales says no."
      then        = stage.lead.known # L-20
    }
  }

  stage "sal" {
    owner = role.sdr
    entry "accepted" { description = "An SDR agrees to work on the person." }
  }
}
