team "x" {
  member "ana" {
    identity = "ana@acme.example" # ERR SC0106: Two members have the identity "ana@acme.example"
  }
}
