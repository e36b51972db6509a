field "company" "employees" {
  label      = "Employees"
  type       = number
  owner      = role.revops
  usage      = "Head count; sets the segment. Filled by enrichment, corrected by the account executive."
  validation = company.employees > 0
  message    = "A company has at least one employee."
}

# Calculated: nobody types it, so there is nothing to validate.
field "company" "domain" {
  label  = "Domain"
  type   = text
  owner  = role.revops
  usage  = "The part of the e-mail address after the @; links a person to the company."
  source = "Derived from the address"
}

# Types that know their valid values need no validation either.
field "company" "lead_source" {
  label = "Lead source"
  type  = enum("web", "event", "partner")
  owner = role.marketing_ops
  usage = "The first touch that brought the company in. Set once, by the form or the import."
}

field "company" "latest_source" {
  label = "Latest source"
  type  = enum("web", "event", "partner")
  owner = role.marketing_ops
  usage = "The last touch before the current opportunity. Overwritten by every form."
}
