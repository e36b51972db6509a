automation "x" {
  trigger = reaches(scoring.lead.mqll) # ERR SC0111: scoring.lead.mqll is not declared

  action "a" {
    do = "enrich"
  }
}
