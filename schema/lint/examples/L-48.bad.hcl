# Left over from an import; nobody remembers what it was for.
field "contact" "score_2" { # L-48
  label = "Score 2"
  type  = number
}

field "contact" "job_function" {
  label = "Function"
  type  = enum("sales", "marketing", "finance", "other")
  owner = role.marketing_ops
  usage = "Function" # L-48
}

field "company" "employees" { # L-48
  label = "Employees"
  type  = number
  owner = role.revops
  usage = "Head count; sets the segment. Filled by enrichment, corrected by the account executive."
}

field "company" "lead_source" {
  label = "Lead source"
  type  = enum("web", "event", "partner")
  owner = role.marketing_ops
  usage = "The first touch that brought the company in. Set once, by the form or the import."
}

field "company" "original_source" {
  label = "Lead Source" # L-48
  type  = enum("Website", "Events", "Partners")
  owner = role.marketing_ops
  usage = "Where the company came from, as marketing reports it."
}
