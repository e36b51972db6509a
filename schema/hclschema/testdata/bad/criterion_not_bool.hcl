goal "x" {
  target = 1
  object = object.contact
  when   = contact.fit_score + 1 # ERR SC0207: A criterion must be true or false, and this is a number
}
