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


retired {
  what    = contact.old
  to      = contact.email
  discard = true # ERR SC0310: The values of contact.old are both kept and dropped
}

retired {
  what    = stage.lead.older
  discard = true # ERR SC0310: The records in stage.lead.older cannot be discarded
}
