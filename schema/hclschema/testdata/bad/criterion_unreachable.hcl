goal "x" {
  target = 1
  object = object.contact
  when   = deal.amount > 3 # ERR SC0205: A contact may have several records of deal
}
