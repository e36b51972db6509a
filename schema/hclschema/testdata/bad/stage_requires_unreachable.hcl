pipeline "x" {
  object = object.company

  stage "first" {
    owner    = role.ae
    requires = [contact.email] # ERR SC0205: contact.email cannot be reached from here
    entry "e" {}
  }
}
