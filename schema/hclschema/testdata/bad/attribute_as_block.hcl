role "x" { # ERR SC0103: role "x" needs title
  title {} # ERR SC0101: title is an attribute, not a block
}
