goal "x" {
  target = 1
  object = object.contact
  when   = contact.fit_score > "high" # ERR SC0202: The two sides cannot be compared
}
