pipeline "lead" { # ERR SC0308: A lifecycle is called "lead" too
  stage "x" {
    owner = role.ae
    entry "e" {}
  }
}
