handoff "x" {
  from  = stage.lead.mql
  to    = stage.lead.sla # ERR SC0111: stage.lead.sla is not declared
  owner = role.sdr
}
