metric "x" {
  category = "conversion"
  from     = stage.lead.mql
  to       = stage.lead.mql # ERR SC0105: metric.x goes from a stage to itself

  benchmark "b" {
    low  = 5 # ERR SC0105: metric.x.benchmark.b ends before it begins
    high = 3
  }
}

goal "g" { # ERR SC0103: goal.g does not say what is counted
  target = 3
}

policy "p" {
  severity = { "L-01" = "eror" } # ERR SC0105: "eror" is not a severity
}
