# Why the last versions differ from the ones before: who decided it, and the number that will show whether it was right.

change "acceptance_recorded" {
  title      = "Sales says yes or no to every MQL"
  why        = "Nobody could tell whether Sales was slow or Marketing was sending the wrong people: an MQL became an SQL or nothing, and the days in between belonged to no one."
  metric     = metric.mql_to_sal
  expect     = "At least 70 percent of MQLs accepted within the first quarter; the rest carries a rejection code."
  changes    = [stage.lead.sal, handoff.mql_to_sal, reasons.lead_rejection]
  decided_by = [role.vp_marketing, role.vp_sales]
  version    = "1.1.0"
}

change "first_touch_tightened" {
  title      = "First contact in hours, not days"
  why        = "A lead that asked for us and hears nothing for a day has bought elsewhere; the benchmark is five minutes."
  metric     = metric.speed_to_lead
  expect     = "Median below five minutes for hand-raises, and no MQL untouched after four business hours, by the end of the quarter."
  changes    = [sla.first_touch]
  decided_by = [role.vp_sales]
  version    = "1.2.0"
}
