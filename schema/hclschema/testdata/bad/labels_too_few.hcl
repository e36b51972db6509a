field "contact" { # ERR SC0107: A field block has 2 labels, this one has 1
  type = text
}
