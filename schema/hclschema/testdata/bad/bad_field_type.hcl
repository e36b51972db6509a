field "contact" "x" {
  type = string # ERR SC0105: There is no field type string
}
