field "contact" "need" { type = text }
field "contact" "meeting_held_at" { type = date }

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
    label    = "Sales Qualified Lead"
    golden   = true
    owner    = role.ae
    requires = [contact.need]
    entry "met" { when = is_set(contact.meeting_held_at) }
  }
}
