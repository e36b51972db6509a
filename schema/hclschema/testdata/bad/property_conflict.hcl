field "contact" "other" {
  type     = text
  property = "lead_stage" # ERR SC0309: lifecycle.lead and contact.other claim the same property
}

field "contact" "mail" {
  type     = email
  property = "email" # ERR SC0309: contact.email and contact.mail claim the same property
}
