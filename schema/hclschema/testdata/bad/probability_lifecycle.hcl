lifecycle "x" {
  domain = "customer"
  object = object.company

  stage "a" {
    owner       = role.ae
    probability = 10 # ERR SC0307: stage.x.a cannot have a probability
    forecast    = "commit"
    entry "e" {}
  }
}
