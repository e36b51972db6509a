change "measured" {
  title   = "A stage that is gone may be named"
  why     = "Nobody used it."
  changes = [stage.lead.long_gone]
  version = "1.4" # ERR SC0105: "1.4" is not a semantic version
}

change "unmeasured" {
  title   = "Nothing measures it"
  why     = "Because."
  expect  = "More." # ERR SC0103: change.unmeasured expects something of no metric
  changes = [stage.lead.mql]
}

change "metric" {
  title   = "A metric that is not there"
  why     = "Because."
  metric  = metric.none # ERR SC0111: metric.none is not declared
  changes = []
}
