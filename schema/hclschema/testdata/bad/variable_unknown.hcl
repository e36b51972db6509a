role "x" {
  title = var.region # ERR SC0111: There is no var.region
}
