handoff "x" { # ERR SC0103: handoff "x" needs owner # ERR SC0103: handoff "x" needs to
  from = stage.lead.mql
}
