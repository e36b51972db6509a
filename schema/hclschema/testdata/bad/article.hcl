environment "x" {
  colour = "red" # ERR SC0102: An environment block has no attribute "colour"
  crm "sandbox" {}
}
