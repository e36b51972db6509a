automation "x" {
  trigger = entering(contact.email) # ERR SC0112: contact.email is a field

  action "a" {
    do = "enrich"
  }
}
