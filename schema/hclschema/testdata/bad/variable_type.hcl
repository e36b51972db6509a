variable "size" {
  type    = number
  default = "big" # ERR SC0115: The value of var.size has the wrong type
}
