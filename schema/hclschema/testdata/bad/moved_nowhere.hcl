moved {
  from = stage.lead.old
  to   = stage.lead.new # ERR SC0111: stage.lead.new is not declared
}
