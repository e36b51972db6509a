routing "x" {
  object   = object.contact
  fallback = queue.inbound
  method   = "territory" # ERR SC0103: territory routing needs a field
}
