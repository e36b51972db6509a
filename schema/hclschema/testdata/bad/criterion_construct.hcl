goal "x" {
  target = 1
  object = object.contact
  when   = [for x in [1] : contact.email] # ERR SC0201: This construct is not possible in a condition
}
