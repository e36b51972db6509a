team "sales" {
  title = "Sales"

  member "ben" {
    title    = "Ben Okafor"
    identity = "ben@acme.example"
    role     = role.ae
    capacity = 40
    skills   = ["enterprise"]
  }
}
