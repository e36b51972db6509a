field "contact" "x" {
  type = enum("a", "b", "a") # ERR SC0105: The option "a" is listed twice
}
