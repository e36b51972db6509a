role "x" {
  title = join(",", 3) # ERR SC0113: Invalid function argument
}
