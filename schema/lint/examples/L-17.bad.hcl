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
    label  = "Sales Qualified Lead"
    golden = true # L-17
    owner  = role.ae
    entry "before" { when = lifecycle.contact >= stage.contact.mql }
    entry "qualified" { description = "Sales holds the lead for qualified." }
  }
}
