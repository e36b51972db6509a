goal "x" {
  target = 1
  object = object.contact
  when   = lifecycle.lead >= stage.lead.sall # ERR SC0111: stage.lead.sall is not declared
}
