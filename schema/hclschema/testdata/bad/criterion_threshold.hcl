goal "x" {
  target = 1
  object = object.contact
  when   = scoring.lead.meets.mql # ERR SC0111: scoring.lead.meets.mql is not declared
}
