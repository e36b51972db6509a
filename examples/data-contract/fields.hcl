# Every fact that a contract names. Structured, owned, and on one object.

field "lead" "name" {
  type       = text
  owner      = role.growth_ops
  usage      = "First and last name of the person who asked."
  source     = "Form, reply or partner"
  validation = length(lead.name) >= 2
  personal   = true
}

field "lead" "email" {
  type       = email
  owner      = role.growth_ops
  usage      = "Where we answer."
  source     = "Form, reply or partner"
  validation = contains(lead.email, "@")
  personal   = true
}

field "lead" "role" {
  type   = enum("plant_manager", "maintenance", "procurement", "owner", "other")
  owner  = role.growth_ops
  usage  = "What the person does in the company."
  source = "Enrichment"
}

field "lead" "seniority" {
  type   = enum("staff", "manager", "director")
  owner  = role.growth_ops
  usage  = "How far up."
  source = "Enrichment"
}

field "lead" "source" {
  type   = enum("form", "outbound_reply", "partner", "trial_hand_raise")
  owner  = role.growth_ops
  usage  = "Which signal started the chain."
  source = "Capture"
}

field "lead" "language" {
  type   = enum("nl", "de", "en")
  owner  = role.growth_ops
  usage  = "Language of the first call."
  source = "Form or enrichment"
}

field "lead" "icp_score" {
  label      = "ICP score"
  type       = number
  owner      = role.growth_ops
  usage      = "0 to 100. Set by scoring."
  source     = "Scoring"
  validation = lead.icp_score >= 0 && lead.icp_score <= 100
  writers    = [scoring.icp]
}

field "lead" "engagement_score" {
  type       = number
  owner      = role.growth_ops
  usage      = "0 to 100. Set by scoring."
  source     = "Scoring"
  validation = lead.engagement_score >= 0 && lead.engagement_score <= 100
  writers    = [scoring.icp]
}

field "lead" "intent_score" {
  type       = number
  owner      = role.growth_ops
  usage      = "0 to 100. Set by scoring."
  source     = "Scoring"
  validation = lead.intent_score >= 0 && lead.intent_score <= 100
  writers    = [scoring.icp]
}

field "lead" "score_total" {
  type       = number
  owner      = role.growth_ops
  usage      = "Fit, engagement and intent together; orders the queue. Set by scoring."
  source     = "Scoring"
  validation = lead.score_total >= 0 && lead.score_total <= 300
  writers    = [scoring.icp]
}

field "lead" "icp_band" {
  label   = "ICP band"
  type    = enum("A", "B", "C", "out")
  owner   = role.growth_ops
  usage   = "The score as a decision. Set by scoring."
  source  = "Scoring"
  writers = [scoring.icp]
}

field "lead" "assigned_at" {
  type    = datetime
  owner   = role.sdr
  usage   = "When the present owner received it."
  source  = "Routing"
  writers = [routing.leads]
}

field "lead" "assignment_reason" {
  type       = text
  owner      = role.sdr
  usage      = "Which rule decided."
  source     = "Routing"
  validation = length(lead.assignment_reason) <= 255
  writers    = [routing.leads]
}

field "lead" "moved_by" {
  type       = text
  owner      = role.revops
  usage      = "Who moved it last: a person or an automation. Filled by the move."
  source     = "Move"
  validation = length(lead.moved_by) >= 1
}

field "lead" "moved_at" {
  type   = datetime
  owner  = role.revops
  usage  = "When it was moved last. Filled by the move."
  source = "Move"
}

field "lead" "move_basis" {
  type       = text
  owner      = role.revops
  usage      = "On what basis the last decision was made. Filled by the move."
  source     = "Move"
  validation = length(lead.move_basis) <= 255
}

field "lead" "next_step" {
  type   = enum("call", "mail", "visit")
  owner  = role.sdr
  usage  = "The one next thing to do."
  source = "Routing, then SDR"
}

field "lead" "next_step_due" {
  type   = datetime
  owner  = role.sdr
  usage  = "When it is overdue."
  source = "SLA clock"
}

field "lead" "first_touch_at" {
  type   = datetime
  owner  = role.sdr
  usage  = "First contact by a person."
  source = "SDR"
}

field "lead" "revisit_on" {
  label  = "Look again on"
  type   = date
  owner  = role.sdr
  usage  = "Day on which a lead on hold is decided again. A real date, at most a year away."
  source = "SDR"
}

field "company" "name" {
  type       = text
  owner      = role.growth_ops
  usage      = "Trading name."
  source     = "Enrichment"
  validation = length(company.name) >= 2
}

field "company" "size" {
  type       = number
  owner      = role.growth_ops
  usage      = "Employees."
  source     = "Enrichment"
  validation = company.size >= 1
}

field "company" "industry" {
  type   = enum("water_board", "agriculture", "industry", "municipality", "other")
  owner  = role.growth_ops
  usage  = "Whose pumps they are."
  source = "Enrichment"
}

field "company" "region" {
  type   = enum("nl", "de", "be")
  owner  = role.growth_ops
  usage  = "Where the pumps stand."
  source = "Enrichment"
}

field "company" "segment" {
  type   = enum("public", "private")
  owner  = role.growth_ops
  usage  = "Public buyers tender; private ones do not."
  source = "Derived from industry"
}

field "company" "icp_confirmed" {
  label  = "ICP fit confirmed"
  type   = bool
  owner  = role.sdr
  usage  = "A person confirms what scoring said."
  source = "SDR"
}

field "company" "problem" {
  label  = "Verified problem"
  type   = enum("energy_cost", "downtime", "regulation", "end_of_life")
  owner  = role.sdr
  usage  = "The business problem, verified with at least one person."
  source = "SDR"
}

field "company" "decision_maker" {
  type   = reference(object.contact)
  owner  = role.sdr
  usage  = "Stakeholder who decides."
  source = "SDR"
}

field "company" "champion" {
  type   = reference(object.contact)
  owner  = role.sdr
  usage  = "Stakeholder who wants it."
  source = "SDR"
}

field "company" "capacity_signal" {
  type   = enum("annual_report", "budget_line", "credit_check", "public_body")
  owner  = role.sdr
  usage  = "What proves that the company can pay."
  source = "SDR"
}

field "company" "qualification" {
  label         = "Qualification decision"
  type          = enum("qualified", "holding", "disqualified")
  owner         = role.sdr
  usage         = "The decision, on the company and not on the person."
  source        = "SDR"
  track_history = true
}

field "company" "qualification_basis" {
  type   = enum("call", "site_visit", "documents", "partner_report")
  owner  = role.sdr
  usage  = "What the decision rests on."
  source = "SDR"
}

field "company" "disqualified_because" {
  label  = "Reason against the company"
  type   = enum("no_pumps", "no_capacity", "outside_region", "lost_deal", "no_answer")
  owner  = role.sdr
  usage  = "Set when a chain ends with no. The code, not a story."
  source = "SDR or AE"
}

field "deal" "problem" {
  label  = "Verified problem"
  type   = enum("energy_cost", "downtime", "regulation", "end_of_life")
  owner  = role.ae
  usage  = "Carried over from the company when the deal is made."
  source = "Handoff"
}

field "deal" "decision_maker" {
  type   = reference(object.contact)
  owner  = role.ae
  usage  = "Linked as a contact of the deal."
  source = "Handoff"
}

field "deal" "champion" {
  type   = reference(object.contact)
  owner  = role.ae
  usage  = "Linked as a contact of the deal."
  source = "Handoff"
}

field "deal" "contract" {
  label  = "Signed contract or order form"
  type   = attachment
  owner  = role.ae
  usage  = "The paper. The fields beside it say what it says."
  source = "AE"
}

field "deal" "signed_on" {
  type   = date
  owner  = role.ae
  usage  = "Day of the last signature."
  source = "AE"
}

field "deal" "scope" {
  type   = multi_enum("inspection", "overhaul", "replacement", "monitoring")
  owner  = role.ae
  usage  = "What was sold."
  source = "AE"
}

field "deal" "start_on" {
  type   = date
  owner  = role.ae
  usage  = "Agreed start."
  source = "AE"
}

field "deal" "finish_on" {
  type   = date
  owner  = role.ae
  usage  = "Agreed end."
  source = "AE"
}

field "deal" "price" {
  type       = currency
  owner      = role.ae
  usage      = "Agreed price."
  source     = "AE"
  validation = deal.price > 0
}

field "deal" "billing_schedule" {
  type   = enum("on_delivery", "monthly", "milestones")
  owner  = role.ae
  usage  = "When we bill."
  source = "AE"
}

field "deal" "term_months" {
  type       = number
  owner      = role.ae
  usage      = "Length of the contract."
  source     = "AE"
  validation = deal.term_months >= 1
}

field "deal" "procurement_contact" {
  type   = reference(object.contact)
  owner  = role.ae
  usage  = "Linked as a contact of the deal."
  source = "AE"
}

field "deal" "signatory" {
  type   = reference(object.contact)
  owner  = role.ae
  usage  = "Linked as a contact of the deal."
  source = "AE"
}

field "deal" "commitments" {
  label  = "Special commitments"
  type   = multi_enum("none", "custom_part", "special_sla", "side_letter")
  owner  = role.ae
  usage  = "Everything promised beyond the standard; None is an answer."
  source = "AE"
}

field "project" "scope" {
  type   = multi_enum("inspection", "overhaul", "replacement", "monitoring")
  owner  = role.delivery_lead
  usage  = "Inherited from the deal."
  source = "Handoff"
  system = system.planner
}

field "project" "commitments" {
  label  = "Special commitments"
  type   = multi_enum("none", "custom_part", "special_sla", "side_letter")
  owner  = role.delivery_lead
  usage  = "Inherited from the deal."
  source = "Handoff"
  system = system.planner
}

field "project" "accepted_at" {
  type   = datetime
  owner  = role.delivery_lead
  usage  = "When the new owner took the account."
  source = "Delivery Lead"
  system = system.planner
}

field "project" "first_action_due" {
  label  = "First delivery action due"
  type   = date
  owner  = role.delivery_lead
  usage  = "Date of the first task in the queue."
  source = "Work management"
  system = system.planner
}

field "project" "onboarding_started_at" {
  type   = datetime
  owner  = role.delivery_lead
  usage  = "When the onboarding workflow started."
  source = "Automation"
  system = system.planner
}

field "project" "supporting_ae" {
  label  = "Supporting AE"
  type   = user
  owner  = role.delivery_lead
  usage  = "The AE, no longer the primary contact."
  source = "Handoff"
  system = system.planner
}
