routing "x" { # ERR SC0305: routing.x has no fallback
  object = object.contact
}
