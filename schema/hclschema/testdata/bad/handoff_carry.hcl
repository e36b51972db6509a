handoff "x" {
  from  = stage.lead.sal
  to    = stage.sales.discovery
  owner = role.ae

  carry {
    from = contact.email
    to   = deal.amount # ERR SC0104: deal.amount cannot receive contact.email
  }
}
