role "x" {
  title = local.title # ERR SC0111: There is no local.title
}
