role "sales rep" { # ERR SC0108: "sales rep" is not a name
  title = "X"
}
