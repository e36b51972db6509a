lifecycle "lead" {
  title  = "Lead"
  domain = "lead"
  object = object.contact

  stage "nurture" {
    label = "Nurture"
    owner = role.marketing_ops

    entry "known" {
      description = "We may write to the person."
    }

    exit "warm" {
      description = "Fit and engagement are high enough."
      then        = stage.lead.mql
    }
  }

  stage "mql" {
    label = "MQL"
    owner = role.sdr

    entry "score" {
      description = "A person thinks that it is worth a call."
    }

    exit "decided" {
      description = "The SDR accepts or rejects the lead."
    }
  }
}

handoff "rejected" {
  title   = "Rejected lead back to nurture"
  from    = stage.lead.mql
  to      = stage.lead.nurture
  owner   = role.marketing_ops
  recycle = true # L-39
}
