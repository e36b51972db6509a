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
      then        = stage.lead.sal
    }
  }

  stage "mql" {
    owner = role.marketing_ops
    entry "fits" { description = "Fit and interest reach the threshold." }
    exit "accepted" { then = stage.lead.sal }
    exit "rejected" {
      description = "Sales says no, with a code."
      then        = stage.lead.known
    }
  }

  stage "sal" {
    owner = role.sdr
    entry "accepted" { description = "An SDR agrees to work on the person." }
  }
}

# A booked meeting is worth more than a score.
handoff "meeting_booked" {
  from  = stage.lead.known
  to    = stage.lead.sal
  owner = role.sdr
}

handoff "mql_rejected" {
  from    = stage.lead.mql
  to      = stage.lead.known
  owner   = role.marketing_ops
  recycle = true
  reasons = reasons.rejection
}

reasons "rejection" {
  kind = "rejection"
  code "no_fit" { label = "No fit" }
  code "too_early" { label = "Too early" }
}
