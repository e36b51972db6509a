role "x" {
  title = ["X"] # ERR SC0104: title must be text
}
