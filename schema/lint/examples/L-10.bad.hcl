lifecycle "contact" {
  title  = "Contact lifecycle"
  domain = "lead"
  object = object.contact

  stage "mql" {
    label = "MQL"
    owner = role.marketing_ops
    entry "fits" { description = "Fit and interest reach the threshold." }
    exit "accepted" { then = stage.contact.sal }
  }

  stage "sal" {
    label = "SAL"
    owner = role.sdr
    entry "accepted" { description = "An SDR agrees to work on the person." }
  }
}

pipeline "lead" { # L-10
  title  = "Lead pipeline"
  domain = "lead"
  object = object.lead

  stage "mql" {
    label = "MQL"
    owner = role.sdr
    entry "received" { description = "The lead came from marketing." }
    exit "accepted" { then = stage.lead.accepted }
  }

  stage "accepted" {
    label   = "Accepted"
    aliases = ["SAL"]
    owner   = role.sdr
    entry "accepted" { description = "An SDR works on the lead." }
  }
}

field "contact" "lead_status" { # L-10
  label = "Lead Status"
  type  = enum("Open", "MQL", "SAL", "Bad data")
}
