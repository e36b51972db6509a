lifecycle "contact" {
  domain = "lead"
  object = object.contact

  stage "mql" {
    label = "Marketing Qualified Lead"
    owner = role.sdr
    entry "interest" { description = "Fits and asks." }
    exit "met" { then = stage.contact.sql }
  }

  stage "sql" {
    label = "Sales Qualified Lead"
    owner = role.ae
    entry "met" { description = "The need is confirmed in a conversation." }
  }
}

status "contact" "working" {
  label = "Working"
}

status "contact" "unresponsive" {
  label = "Unresponsive"
}

status "contact" "nurture" {
  label = "Nurture"
}
