handoff "x" {
  from  = stage.lead.mql
  to    = stage.lead.sal
  owner = role.sdr
  owes  = [deal.amount] # ERR SC0205: deal.amount cannot be reached from here
}
