queue "x" {
  capacity = "many" # ERR SC0104: capacity must be a number
}
