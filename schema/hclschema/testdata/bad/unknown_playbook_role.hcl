playbook "sdrs" { # ERR SC0111: There is no role "sdrs"
  body = "X"
}
