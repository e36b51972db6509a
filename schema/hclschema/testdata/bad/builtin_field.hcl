field "contact" "owner" {
  type = text # ERR SC0309: contact.owner is built in as user
}
