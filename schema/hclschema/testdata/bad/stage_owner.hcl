pipeline "x" {
  stage "first" { # ERR SC0302: stage.x.first has no owner
    entry "e" {}
  }
}
