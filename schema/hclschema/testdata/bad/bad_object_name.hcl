object "stage" { # ERR SC0108: An object cannot be called "stage"
  label = "Stage"
}
