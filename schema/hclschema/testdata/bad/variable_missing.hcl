variable "region" { # ERR SC0115: var.region has no value
  type = string
}

role "x" {
  title = var.region
}
