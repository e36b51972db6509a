team "x" {
  member = "ben" # ERR SC0102: member is a block, not an attribute
}
