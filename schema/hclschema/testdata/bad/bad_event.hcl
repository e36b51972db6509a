automation "x" {
  trigger = enters(stage.lead.mql) # ERR SC0105: There is no event enters

  action "a" {
    do = "enrich"
  }
}
