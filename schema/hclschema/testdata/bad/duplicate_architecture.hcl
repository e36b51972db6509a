architecture "again" { # ERR SC0106: There are two architecture blocks
  title   = "Again"
  version = "1.0.0"
}
