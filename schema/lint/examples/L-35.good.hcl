queue "inbound" {
  title  = "Inbound leads"
  object = object.contact
  team   = team.sales
  role   = role.sdr
}

field "contact" "market" { type = enum("dach", "uk", "us") }

routing "inbound" {
  title    = "Inbound leads"
  object   = object.contact
  fallback = role.revops

  rule "uk" {
    when = contact.market == "uk"
    to   = queue.inbound
  }
}
