pipeline "x" {
  stage "first" { # ERR SC0301: stage.x.first has no entry criteria # ERR SC0301: stage.x.first has no exit criteria
    owner = role.ae
  }

  stage "second" { # ERR SC0301: stage.x.second has no exit criteria
    owner = role.ae
    entry "e" {}
  }

  stage "won" {
    owner   = role.ae
    outcome = "won"
    entry "e" {}
  }
}
