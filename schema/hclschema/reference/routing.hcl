routing "inbound" {
  title    = "Inbound leads"
  object   = object.contact
  trigger  = entering(stage.lead.mql)
  method   = "round_robin"
  fallback = queue.inbound

  rule "by_territory" {
    description = "The representative of the region takes it."
    when        = is_set(company.region)
    to          = queue.inbound
    method      = "territory"
    by          = company.region
  }
}
