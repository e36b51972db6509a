pipeline "sales" {
  stage "won" {
    owner       = role.owner
    outcome     = "won"
    probability = 100

    entry "x" {
    }
  }
}
