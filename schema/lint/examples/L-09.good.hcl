field "company" "segment" { type = enum("small", "mid_market", "enterprise") }
field "company" "region" { type = enum("EMEA", "AMER") }

segment "segment" { field = company.segment }
segment "region" { field = company.region }
segment "rep" {
  title = "Individual contributor"
  field = deal.owner
}

metric "win_rate" {
  title    = "Win rate"
  category = "revenue"
  formula  = "Deals won / deals closed"
  source   = "CRM"
  by       = [segment.segment, segment.region, segment.rep]
  owner    = role.revops
}
