role "x" {
  title = "X"
  team  = contact.email # ERR SC0112: contact.email is a field
}
