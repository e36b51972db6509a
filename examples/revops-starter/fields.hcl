field "contact" "email" {
  type       = email
  owner      = role.marketing
  usage      = "Business address."
  source     = "Form"
  validation = contains(contact.email, "@")
  personal   = true
}

field "contact" "name" {
  type       = text
  owner      = role.marketing
  usage      = "First and last name."
  source     = "Form"
  validation = length(contact.name) >= 2
  personal   = true
}

field "contact" "role" {
  type   = enum("user", "manager", "director", "executive")
  owner  = role.marketing
  usage  = "Level in the company."
  source = "Form or enrichment"
}

field "contact" "function" {
  type   = enum("operations", "it", "finance", "student", "other")
  owner  = role.marketing
  usage  = "What the person does."
  source = "Form or enrichment"
}

field "contact" "source" {
  type   = enum("content", "web", "event", "referral", "outbound")
  owner  = role.marketing
  usage  = "First way in which the person came."
  source = "Capture"
}

field "contact" "opted_in_at" {
  type   = datetime
  owner  = role.marketing
  usage  = "When the person agreed to hear from us."
  source = "Form"
}

field "contact" "page_views" {
  type       = number
  owner      = role.marketing
  usage      = "Pages seen since the opt-in."
  source     = "Tracking"
  validation = contact.page_views >= 0
}

field "contact" "demo_requested_at" {
  type   = datetime
  owner  = role.marketing
  usage  = "Hand-raise: a way to MQL of its own."
  source = "Form"
}

field "contact" "language" {
  type   = enum("en", "fr")
  owner  = role.sdr
  usage  = "Language of the conversation."
  source = "Form"
}

field "contact" "fit_score" {
  type       = number
  owner      = role.revops
  usage      = "Set by scoring."
  source     = "Scoring"
  validation = contact.fit_score >= 0 && contact.fit_score <= 100
  writers    = [scoring.lead]
}

field "contact" "engagement_score" {
  type       = number
  owner      = role.revops
  usage      = "Set by scoring."
  source     = "Scoring"
  validation = contact.engagement_score >= 0 && contact.engagement_score <= 100
  writers    = [scoring.lead]
}

field "contact" "score_total" {
  type       = number
  owner      = role.revops
  usage      = "Fit and engagement; orders the queues."
  source     = "Scoring"
  validation = contact.score_total >= 0 && contact.score_total <= 200
  writers    = [scoring.lead]
}

field "contact" "first_contacted_at" {
  type   = datetime
  owner  = role.sdr
  usage  = "First contact by a person."
  source = "SDR"
}

field "contact" "conversation_at" {
  type   = datetime
  owner  = role.sdr
  usage  = "Qualifying conversation."
  source = "SDR"
}

field "contact" "budget" {
  type   = bool
  owner  = role.sdr
  usage  = "Budget confirmed."
  source = "SDR"
}

field "contact" "authority" {
  type   = bool
  owner  = role.sdr
  usage  = "Decision maker known."
  source = "SDR"
}

field "contact" "need" {
  type   = bool
  owner  = role.sdr
  usage  = "Need confirmed."
  source = "SDR"
}

field "contact" "timing" {
  type   = bool
  owner  = role.sdr
  usage  = "Date confirmed."
  source = "SDR"
}

field "contact" "nps" {
  label      = "NPS"
  type       = number
  owner      = role.csm
  usage      = "Last answer, 0 to 10."
  source     = "Survey"
  validation = contact.nps >= 0 && contact.nps <= 10
}

field "contact" "referrals" {
  type       = number
  owner      = role.csm
  usage      = "Referrals in the last twelve months."
  source     = "CSM"
  validation = contact.referrals >= 0
}

field "company" "name" {
  type       = text
  owner      = role.marketing
  usage      = "Trading name."
  source     = "Form or enrichment"
  validation = length(company.name) >= 2
}

field "company" "domain" {
  type       = text
  owner      = role.marketing
  usage      = "Web domain; key of duplicate search."
  source     = "E-mail address"
  validation = contains(company.domain, ".")
}

field "company" "phone" {
  type       = phone
  owner      = role.marketing
  usage      = "Main number."
  source     = "Enrichment"
  validation = starts_with(company.phone, "+")
}

field "company" "size" {
  type       = number
  owner      = role.marketing
  usage      = "Employees."
  source     = "Enrichment"
  validation = company.size >= 1
}

field "company" "industry" {
  type   = enum("hardware", "software", "services", "other")
  owner  = role.marketing
  usage  = "Industry; skill-based routing matches it."
  source = "Enrichment"
}

field "company" "tech_stack" {
  type   = multi_enum("erp", "crm", "wms")
  owner  = role.marketing
  usage  = "Systems in use."
  source = "Enrichment"
}

field "company" "segment" {
  type   = enum("smb", "enterprise")
  owner  = role.revops
  usage  = "Enterprise from 500 employees."
  source = "Derived"
}

field "company" "region" {
  type   = enum("east", "west")
  owner  = role.revops
  usage  = "Territory."
  source = "Enrichment"
}

field "company" "icp_band" {
  label   = "ICP band"
  type    = enum("A", "B", "C", "out")
  owner   = role.revops
  usage   = "Set by scoring."
  source  = "Scoring"
  writers = [scoring.lead]
}

field "company" "named_account" {
  type   = bool
  owner  = role.sales_manager
  usage  = "On the yearly list of named accounts."
  source = "Planning"
}

field "deal" "amount" {
  type       = currency
  owner      = role.ae
  usage      = "Annual value."
  source     = "AE"
  validation = deal.amount > 0
}

field "deal" "close_date" {
  type          = date
  owner         = role.ae
  usage         = "Expected signature. Moving it needs a reason."
  source        = "AE"
  track_history = true
}

field "deal" "pain_point" {
  type   = enum("cost", "speed", "quality", "compliance")
  owner  = role.ae
  usage  = "What hurts."
  source = "AE"
}

field "deal" "current_solution" {
  type   = enum("spreadsheet", "competitor", "in_house", "nothing")
  owner  = role.ae
  usage  = "What they use today."
  source = "AE"
}

field "deal" "timeline" {
  type   = enum("quarter", "half_year", "year")
  owner  = role.ae
  usage  = "When they want to be live."
  source = "AE"
}

field "deal" "discovery_at" {
  type   = datetime
  owner  = role.ae
  usage  = "Discovery call in the calendar."
  source = "AE"
}

field "deal" "demo_at" {
  type   = datetime
  owner  = role.ae
  usage  = "Demo in the calendar."
  source = "AE"
}

field "deal" "requirements" {
  label  = "Technical requirements known"
  type   = bool
  owner  = role.ae
  usage  = "Checked against the product."
  source = "AE"
}

field "deal" "decision_maker" {
  type   = reference(object.contact)
  owner  = role.ae
  usage  = "Who decides."
  source = "AE"
}

field "deal" "proposal_requested_at" {
  type   = datetime
  owner  = role.ae
  usage  = "When they asked for a proposal."
  source = "AE"
}

field "deal" "proposal_reviewed_at" {
  type   = datetime
  owner  = role.ae
  usage  = "When both sides went through it."
  source = "AE"
}

field "deal" "discount_percent" {
  type       = percent
  owner      = role.deal_desk
  usage      = "From list price; zero is an answer."
  source     = "AE"
  validation = deal.discount_percent >= 0 && deal.discount_percent <= 100
}

field "deal" "payment_terms" {
  type   = enum("net_30", "net_60", "net_90", "quarterly")
  owner  = role.finance
  usage  = "Net 30 is standard."
  source = "AE"
}

field "deal" "term_months" {
  type       = number
  owner      = role.finance
  usage      = "Twelve is standard."
  source     = "AE"
  validation = deal.term_months >= 1
}

field "deal" "custom_pricing" {
  type   = bool
  owner  = role.deal_desk
  usage  = "Not from the list."
  source = "AE"
}

field "deal" "beyond_volume_tiers" {
  type   = bool
  owner  = role.deal_desk
  usage  = "More than the published tiers."
  source = "AE"
}

field "deal" "custom_terms" {
  label  = "Custom legal terms or SLA"
  type   = bool
  owner  = role.legal
  usage  = "Anything but the standard paper."
  source = "AE"
}

field "deal" "stakeholder_map" {
  label  = "Stakeholder map complete"
  type   = bool
  owner  = role.ae
  usage  = "Every person with a say is linked."
  source = "AE"
}

field "deal" "redlines" {
  type   = enum("none", "open", "agreed")
  owner  = role.legal
  usage  = "State of contract changes."
  source = "Legal"
}

field "deal" "approved_by" {
  label      = "Approval chain"
  type       = text
  owner      = role.deal_desk
  usage      = "Who approved the terms."
  source     = "Deal desk"
  validation = length(deal.approved_by) >= 2
}

field "deal" "contract_sent_at" {
  type   = datetime
  owner  = role.ae
  usage  = "When the contract went out."
  source = "AE"
}

field "deal" "signed_at" {
  type   = datetime
  owner  = role.ae
  usage  = "When both had signed."
  source = "AE"
}

field "deal" "cs_handoff_at" {
  label  = "CS handoff complete at"
  type   = datetime
  owner  = role.csm
  usage  = "When Customer Success had taken over."
  source = "CSM"
}

field "deal" "competitor" {
  type   = enum("none", "acme", "globex", "in_house")
  owner  = role.ae
  usage  = "Who we won or lost against."
  source = "AE"
}

field "deal" "post_mortem_at" {
  type   = datetime
  owner  = role.sales_manager
  usage  = "When the loss was talked through."
  source = "Sales Manager"
}
