queue "sdr" {
  title  = "Sales development"
  object = object.contact
  team   = team.sales
  role   = role.sdr
}

queue "ae" {
  title  = "Account executives"
  object = object.contact
  team   = team.sales
  role   = role.ae
}

queue "triage" {
  title  = "Triage"
  object = object.contact
  role   = role.revops
}

field "company" "segment" { type = enum("small", "mid_market", "enterprise") }
field "company" "region" { type = enum("emea", "na") }
field "company" "employees" { type = number }

routing "events" {
  title    = "Leads of fairs"
  object   = object.contact
  fallback = queue.triage

  rule "emea_enterprise" {
    when = company.region == "emea" && company.segment == "enterprise"
    to   = queue.ae
  }

  rule "emea" {
    when = company.region == "emea"
    to   = queue.sdr
  }

  rule "very_large" {
    when = company.employees > 1000 && company.region == "na"
    to   = queue.ae
  }

  rule "large" {
    when = company.employees >= 200
    to   = queue.ae
  }
}

routing "inbound" {
  title    = "Leads of the website"
  object   = object.contact
  fallback = queue.triage

  rule "small" {
    when = company.segment == "small"
    to   = queue.sdr
  }

  rule "mid_market" {
    when = company.segment == "mid_market"
    to   = queue.sdr
  }

  rule "large_teams" {
    when = company.segment != "enterprise" && company.employees > 1000
    to   = queue.ae
  }
}

routing "partners" {
  title    = "Leads of partners"
  object   = object.contact
  fallback = queue.triage

  rule "enterprise_emea" {
    when = company.segment == "enterprise" && company.region == "emea"
    to   = queue.ae
  }

  rule "enterprise_na" {
    when = company.segment == "enterprise" && company.region == "na"
    to   = queue.ae
  }

  rule "smaller_emea" {
    when = contains(["small", "mid_market"], company.segment) && company.region == "emea"
    to   = queue.sdr
  }

  rule "small_na" {
    when = company.segment == "small" && company.region == "na"
    to   = queue.sdr
  }

  rule "mid_market_na" {
    when = company.segment == "mid_market" && company.region == "na"
    to   = queue.sdr
  }
}
