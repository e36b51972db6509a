pipeline "x" {
  stage "a" {
    owner       = role.ae
    probability = 10
    entry "e" {}
    exit "e" {}
  }

  stage "b" { # ERR SC0307: stage.x.b has no probability
    owner = role.ae
    entry "e" {}
    exit "e" {}
  }

  stage "won" {
    owner       = role.ae
    probability = 90 # ERR SC0307: stage.x.won is won at 90 percent
    outcome     = "won"
    entry "e" {}
  }

  stage "lost" {
    owner       = role.ae
    probability = 5 # ERR SC0307: stage.x.lost is lost at 5 percent
    outcome     = "lost"
    entry "e" {}
  }
}
