goal "x" {
  target = 1
  object = object.contact
  when   = contact.email > 3 # ERR SC0202: The two sides cannot be compared
}
