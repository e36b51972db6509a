team "t" {
  member "m" {
    identity = "m@fernway.example"
    capacity = 1e999 # ERR SC0105: capacity is out of range
  }
}
