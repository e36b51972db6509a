role "sdr" { # ERR SC0106: role.sdr is declared twice
  title = "Again"
}
