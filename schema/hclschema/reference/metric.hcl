metric "acceptance" {
  title    = "MQL acceptance rate"
  category = "conversion"
  priority = 1
  from     = stage.lead.mql
  to       = stage.lead.sal
  formula  = "accepted / handed over, of the same week"
  unit     = "percent"
  cadence  = "weekly"
  owner    = role.revops

  benchmark "typical" {
    low    = 60
    high   = 80
    source = "our own last four quarters"
  }

  alarm {
    drop      = 10
    unit      = "percentage_points"
    sustained = "2w"
    action    = "Marketing and Sales look at the rejected leads together."
  }
}
