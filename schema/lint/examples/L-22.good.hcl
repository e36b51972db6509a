reasons "disqualification" {
  kind = "disqualification"
  code "too_small" { label = "Too small" }
  code "student" { label = "Student or job seeker" }
}

lifecycle "lead" {
  domain = "lead"
  object = object.lead

  stage "working" {
    owner = role.sdr
    entry "assigned" { description = "An SDR works on the lead." }
    exit "no" { then = stage.lead.disqualified }
  }

  stage "disqualified" {
    label   = "Disqualified"
    owner   = role.sdr
    outcome = "disqualified"
    reasons = reasons.disqualification
    entry "decided" { description = "The SDR has decided that there is nothing to sell." }
  }
}
