sequence "x" {
  object = object.contact

  step "a" {
    do      = "send"
    message = "X"
  }

  exit "never" {} # ERR SC0103: sequence.x.exit.never never happens
}
