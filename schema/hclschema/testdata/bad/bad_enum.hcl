system "x" {
  type = "crn" # ERR SC0105: type cannot be "crn"
}
