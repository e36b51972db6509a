handoff "x" {
  from  = stage.lead.sal
  to    = stage.lead.sal # ERR SC0306: handoff.x leads from a stage to itself
  owner = role.sdr
}
