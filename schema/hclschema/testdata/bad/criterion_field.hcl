goal "x" {
  target = 1
  object = object.contact
  when   = is_set(contact.emial) # ERR SC0203: There is no field contact.emial
}
