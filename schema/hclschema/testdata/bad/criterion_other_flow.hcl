goal "x" {
  target = 1
  object = object.contact
  when   = lifecycle.lead == stage.sales.won # ERR SC0202: The stages belong to different lifecycles
}
