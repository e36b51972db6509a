queue "inbound" {
  title  = "Inbound leads"
  object = object.contact
  team   = team.sales
  role   = role.sdr
}

field "contact" "market" { type = enum("dach", "uk", "us") }

routing "inbound" { # L-35
  title  = "Inbound leads"
  object = object.contact

  rule "uk" {
    when = contact.market == "uk"
    to   = queue.inbound
  }
}
