# The governed catalog, customer journeys.

field "project" "scope" {
  label  = "Scope"
  type   = multi_enum("dispatch", "route_planning", "capacity_planning", "customer_portal", "integration")
  owner  = role.onboarding
  usage  = "Inherited from the deal at signature; never typed again."
  source = "Handoff from Sales"
  group  = "delivery"
}

field "project" "go_live_date" {
  label  = "Agreed go-live date"
  type   = date
  owner  = role.onboarding
  usage  = "Inherited from the deal."
  source = "Handoff from Sales"
  group  = "delivery"
}

field "project" "commitments" {
  label  = "Special commitments"
  type   = multi_enum("none", "custom_feature", "special_sla", "side_letter", "price_hold")
  owner  = role.onboarding
  usage  = "Inherited from the deal."
  source = "Handoff from Sales"
  group  = "delivery"
}

field "project" "cs_accepted_at" {
  label  = "Accepted by Customer Success at"
  type   = datetime
  owner  = role.cs_manager
  usage  = "When the new owner took the account. Until then the AE is still answerable."
  source = "Onboarding Manager"
  group  = "handoff"
}

field "project" "first_action_due" {
  label  = "First delivery action due"
  type   = date
  owner  = role.onboarding
  usage  = "Date of the first task in the work management system."
  source = "Work management"
  system = system.jira
  group  = "handoff"
}

field "project" "supporting_ae" {
  label  = "Supporting AE"
  type   = user
  owner  = role.cs_manager
  usage  = "The AE of the deal, now in a supporting role."
  source = "Handoff from Sales"
  group  = "handoff"
}

field "project" "kickoff_held_at" {
  label  = "Kickoff held at"
  type   = datetime
  owner  = role.onboarding
  usage  = "When both teams met for the first time."
  source = "Onboarding Manager"
  group  = "delivery"
}

field "project" "plan_agreed_at" {
  label  = "Plan agreed at"
  type   = datetime
  owner  = role.onboarding
  usage  = "When the customer accepted the implementation plan."
  source = "Onboarding Manager"
  group  = "delivery"
}

field "project" "data_migrated" {
  label  = "Data migrated"
  type   = bool
  owner  = role.onboarding
  usage  = "Customers, sites and technicians are in the product."
  source = "Work management"
  system = system.jira
  group  = "delivery"
}

field "project" "first_value_at" {
  label  = "First value at"
  type   = datetime
  owner  = role.csm
  usage  = "When the first real job was dispatched in the product and closed by a technician on site."
  source = "Product"
  system = system.app
  group  = "adoption"
}

field "project" "active_technicians_percent" {
  label      = "Active technicians"
  type       = percent
  owner      = role.csm
  usage      = "Share of licensed technicians who closed a job in the last 30 days."
  source     = "Product"
  system     = system.app
  validation = project.active_technicians_percent >= 0 && project.active_technicians_percent <= 100
  group      = "adoption"
}

field "project" "nps" {
  label      = "Net promoter score"
  type       = number
  owner      = role.csm
  usage      = "Last answer of the customer's sponsor, 0 to 10."
  source     = "Support desk"
  system     = system.zendesk
  validation = project.nps >= 0 && project.nps <= 10
  group      = "adoption"
}
