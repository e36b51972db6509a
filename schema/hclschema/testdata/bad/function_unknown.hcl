role "x" {
  title = uper("x") # ERR SC0113: Call to unknown function
}
