retired {
  what = stage.lead.mql # ERR SC0310: stage.lead.mql is still declared
  to   = stage.lead.sal
}

retired { # ERR SC0310: The records in stage.lead.old go nowhere
  what = stage.lead.old
}

retired {
  what = stage.lead.old # ERR SC0310: stage.lead.old is retired twice
  to   = stage.lead.sal
}
