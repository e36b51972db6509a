goal "x" {
  target = 1
  object = object.contact
  when   = isset(contact.email) # ERR SC0206: There is no function isset
}
