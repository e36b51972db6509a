pipeline "x" {
  stage "a" {
    owner = role.ae
    entry "e" {}
    exit "e" {}
  }
  stage "a" { # ERR SC0106: stage.x.a is declared twice
    owner = role.ae
    entry "e" {}
  }
}
