role "x" {
  title = "X"

  holder "y" {} # ERR SC0101: There is no holder block in a role block
}
