locals {
  a = local.b # ERR SC0114: local.a depends on itself
  b = local.a
}
