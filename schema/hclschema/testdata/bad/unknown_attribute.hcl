role "x" {
  titel = "X" # ERR SC0102: A role block has no attribute "titel"
  title = "X"
}
