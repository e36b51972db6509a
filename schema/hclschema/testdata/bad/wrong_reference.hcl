role "x" {
  title = "X"
  team  = role.sdr # ERR SC0112: role.sdr is a role
}
