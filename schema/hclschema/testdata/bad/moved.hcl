moved {
  from = stage.lead.mql # ERR SC0310: stage.lead.mql is still declared
  to   = stage.lead.sal
}

moved {
  from = role.old
  to   = team.revenue # ERR SC0310: A role cannot become a team
}
