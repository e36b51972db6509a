reasons "x" { # ERR SC0109: reasons "x" needs a code block
  kind = "loss"
}
