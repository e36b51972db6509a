handoff "x" { # ERR SC0103: handoff "x" needs owner
  from = stage.lead.mql
  to   = stage.lead.sal
}
