lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "mql" {
    label = "MQL"
    owner = role.marketing_ops
    entry "score" { description = "The score is high enough." }
    exit "accepted" { then = stage.lead.accepted }
  }

  stage "accepted" {
    label   = "Accepted by Sales"
    aliases = ["SAL"]
    owner   = role.sdr
    entry "taken" { description = "An SDR has taken the lead." }
    exit "deal" { description = "A deal is created." }
  }
}

metric "acceptance" {
  title    = "Acceptance"
  category = "conversion"
  formula  = "SALs / MQLs"
  from     = stage.lead.mql
  to       = stage.lead.accepted

  benchmark "target" {
    low    = 70
    high   = 85
    source = "Own target"
  }
}

# A goal is as good as a benchmark.
metric "speed" {
  title    = "Speed to lead"
  category = "speed"
  formula  = "Median minutes from MQL to first contact"
  unit     = "minutes"
}

goal "speed" {
  metric = metric.speed
  target = 30
}

# Net retention is no share of anything: more than 100 percent is what everybody hopes for.
metric "net_retention" {
  title    = "Net revenue retention"
  category = "revenue"
  formula  = "Annual value of last year's customers today / a year ago"

  benchmark "good" {
    low    = 100
    high   = 120
    source = "Own target"
  }
}
