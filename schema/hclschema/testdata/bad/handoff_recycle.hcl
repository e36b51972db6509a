handoff "x" {
  from    = stage.lead.sal
  to      = stage.lead.mql
  owner   = role.sdr
  recycle = true # ERR SC0314: handoff.x recycles records without saying why
}
