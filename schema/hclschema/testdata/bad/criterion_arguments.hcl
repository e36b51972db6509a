goal "x" {
  target = 1
  object = object.contact
  when   = starts_with(contact.email) # ERR SC0206: starts_with takes 2 arguments
}
