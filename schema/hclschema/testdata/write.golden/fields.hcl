field "contact" "boss" {
  type = reference(object.contact)
}

field "contact" "called_at" {
  type = datetime
}

field "contact" "country" {
  type = enum(
    "Argentina",
    "Australia",
    "Austria",
    "Brazil",
    "Canada",
    "Denmark",
    "Germany",
    "United \"Kingdom\"",
    "100% of $${it}",
  )
}

field "contact" "email" {
  type       = email
  validation = matches(contact.email, "^[^@]+@[^@]+$")
  message    = "Write an address."
}

field "contact" "opted_out" {
  type = bool
}

field "contact" "score" {
  type = number
}

field "contact" "tags" {
  type = multi_enum("a", "b")
}
