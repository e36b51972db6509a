pipeline "x" {
  stage "a" {
    owner       = role.ae
    probability = 101 # ERR SC0105: probability is out of range
    entry "e" {}
  }
}
