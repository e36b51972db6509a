lifecycle "lead" {
  domain = "lead"
  object = object.lead

  stage "working" {
    owner = role.sdr
    entry "assigned" { description = "An SDR works on the lead." }
    exit "no" { then = stage.lead.disqualified }
  }

  stage "disqualified" { # L-22
    label   = "Disqualified"
    owner   = role.sdr
    outcome = "disqualified"
    entry "decided" { description = "The SDR has decided that there is nothing to sell." }
  }
}
