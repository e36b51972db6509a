role "x" {
  title   = "X"
  manager = role.y # ERR SC0114: role.x is its own manager
}

role "y" {
  title   = "Y"
  manager = role.x # ERR SC0114: role.y is its own manager
}
