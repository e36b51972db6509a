field "contract" "x" { # ERR SC0111: There is no object "contract"
  type = text
}
