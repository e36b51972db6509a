lifecycle "x" {
  domain = "company"
  object = object.company
  rollup = lifecycle.y # ERR SC0114: lifecycle.x follows itself

  stage "a" {}
}

lifecycle "y" {
  domain = "company"
  object = object.company
  rollup = lifecycle.x # ERR SC0114: lifecycle.y follows itself

  stage "a" {}
}
