field "lead" "progress" {
  type = enum("Subscriber", "MQL", "Working", "Nurture", "Customer") # L-02
}

status "contact" "unresponsive" {
  label = "Unresponsive"
}

lifecycle "contact" {
  domain = "lead"
  object = object.contact

  stage "mql" {
    label = "Marketing Qualified Lead"
    owner = role.sdr
    entry "interest" { description = "Fits and asks." }
    exit "taken" { then = stage.contact.working }
  }

  stage "working" {
    label = "Working" # L-02
    owner = role.sdr
    entry "started" { description = "Somebody is trying to reach the person." }
    exit "silent" { then = stage.contact.unresponsive }
    exit "met" { then = stage.contact.sql }
  }

  stage "unresponsive" {
    label = "Unresponsive" # L-02
    owner = role.sdr
    entry "silent" { description = "Eight attempts, no answer." }
    exit "met" { then = stage.contact.sql }
  }

  stage "sql" {
    label = "Sales Qualified Lead"
    owner = role.ae
    entry "met" { description = "The need is confirmed in a conversation." }
  }
}
