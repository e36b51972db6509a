role "x" "y" { # ERR SC0107: A role block has 1 label, this one has 2
  title = "X"
}
