queue "x" {
  object = object.contract # ERR SC0111: object.contract is not declared
}
