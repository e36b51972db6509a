variable "size" {
  type    = strng # ERR SC0115: Invalid type specification
  default = 3
}
