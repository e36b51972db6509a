lifecycel "x" { # ERR SC0101: There is no lifecycel block here
  domain = "lead"
}
