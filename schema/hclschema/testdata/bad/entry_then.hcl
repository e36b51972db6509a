pipeline "x" {
  stage "first" {
    owner = role.ae
    entry "e" {
      then = stage.sales.won # ERR SC0117: An entry criterion leads nowhere
    }
  }
}
