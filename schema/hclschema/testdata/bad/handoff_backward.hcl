handoff "x" {
  from  = stage.lead.sal
  to    = stage.lead.mql # ERR SC0306: handoff.x leads backward
  owner = role.sdr
}
