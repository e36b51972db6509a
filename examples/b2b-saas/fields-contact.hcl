# The governed catalog, contacts. A field that is not here does not exist for us.

locals {
  free_mail_domains = ["gmail.com", "outlook.com", "yahoo.com", "icloud.com"]
}

field "contact" "email" {
  label      = "E-mail"
  type       = email
  owner      = role.marketing_ops
  usage      = "Business address. The key by which a person is recognised."
  source     = "Form, trial, list or SDR"
  validation = matches(contact.email, "^[^@ ]+@[^@ ]+\\.[a-z]+$")
  message    = "Enter a complete e-mail address."
  personal   = true
  group      = "identity"
  crm        = { salesforce = "Email" }
}

field "contact" "email_domain" {
  label  = "E-mail domain"
  type   = text
  owner  = role.marketing_ops
  usage  = "The part after the @, filled when the address is; links the person to a company."
  source = "Derived"
  group  = "identity"
}

field "contact" "email_deliverable" {
  label  = "E-mail deliverable"
  type   = bool
  owner  = role.marketing_ops
  usage  = "Result of the last deliverability check of the quarterly audit."
  source = "Data audit"
  group  = "identity"
}

field "contact" "first_name" {
  label      = "First name"
  type       = text
  owner      = role.marketing_ops
  usage      = "As the person writes it."
  source     = "Form, trial, list or SDR"
  validation = length(contact.first_name) <= 80
  message    = "At most 80 characters."
  personal   = true
  group      = "identity"
  crm        = { hubspot = "firstname", salesforce = "FirstName" }
}

field "contact" "last_name" {
  label      = "Last name"
  type       = text
  owner      = role.marketing_ops
  usage      = "As the person writes it."
  source     = "Form, trial, list or SDR"
  validation = length(contact.last_name) <= 80
  message    = "At most 80 characters."
  personal   = true
  group      = "identity"
  crm        = { hubspot = "lastname", salesforce = "LastName" }
}

field "contact" "phone" {
  label      = "Phone"
  type       = phone
  owner      = role.marketing_ops
  usage      = "With country code. One of the keys of duplicate search."
  source     = "Form, enrichment or SDR"
  validation = matches(contact.phone, "^\\+[0-9 ()-]+$")
  message    = "Start with + and the country code."
  personal   = true
  group      = "identity"
  crm        = { salesforce = "Phone" }
}

field "contact" "job_title" {
  label      = "Job title"
  type       = text
  owner      = role.marketing_ops
  usage      = "The role as the person or enrichment gives it."
  source     = "Form or enrichment"
  validation = length(contact.job_title) >= 2
  message    = "Write the job title in words."
  group      = "fit"
  crm        = { hubspot = "jobtitle", salesforce = "Title" }
}

field "contact" "seniority" {
  label  = "Seniority"
  type   = enum("individual", "manager", "director", "executive")
  owner  = role.marketing_ops
  usage  = "Level derived from the job title; counts towards fit."
  source = "Enrichment"
  system = system.clearbit
  group  = "fit"
}

field "contact" "function" {
  label  = "Function"
  type   = enum("operations", "field_service", "it", "finance", "marketing", "hr", "other")
  owner  = role.marketing_ops
  usage  = "What the person does in the company. Marketing and HR never buy from us."
  source = "Enrichment"
  system = system.clearbit
  group  = "fit"
}

field "contact" "language" {
  label  = "Language"
  type   = enum("en", "de", "fr", "es", "ja")
  owner  = role.marketing_ops
  usage  = "Language for the first conversation. Skill-based routing matches it."
  source = "Form or browser"
  group  = "routing"

  option "en" {
    label = "English"
  }

  option "de" {
    label = "German"
  }

  option "fr" {
    label = "French"
  }

  option "es" {
    label = "Spanish"
  }

  option "ja" {
    label = "Japanese"
  }
}

field "contact" "lead_source" {
  label  = "Lead source"
  type   = enum("website_form", "hand_raise_form", "free_trial", "event_list", "purchased_list", "outbound_reply", "partner_introduction")
  owner  = role.demand_gen
  usage  = "First way in which the person reached us. Set once, never changed."
  source = "Capture"
  group  = "attribution"
  crm    = { salesforce = "LeadSource" }
}

field "contact" "hand_raise" {
  label  = "Hand-raise"
  type   = enum("demo_request", "pricing_request", "talk_to_sales", "trial_help")
  owner  = role.demand_gen
  usage  = "The person asked for a conversation. A separate way to MQL, beside the score."
  source = "Form or product"
  group  = "engagement"

  option "demo_request" {
    label       = "Asked for a demo"
    description = "Demo form."
  }

  option "pricing_request" {
    label       = "Asked for a quote"
    description = "Pricing form."
  }

  option "talk_to_sales" {
    label       = "Asked to talk to Sales"
    description = "Contact form, chat or event."
  }

  option "trial_help" {
    label       = "Raised a hand in the trial"
    description = "The button inside the product."
  }
}

field "contact" "fit_score" {
  label      = "Fit score"
  type       = number
  owner      = role.marketing_ops
  usage      = "How well company and person match our customers, 0 to 100. Written by scoring only."
  source     = "Scoring"
  validation = contact.fit_score >= 0 && contact.fit_score <= 100
  writers    = [scoring.lead]
  group      = "scoring"
  crm        = { salesforce = "Fit_Score__c" }
}

field "contact" "engagement_score" {
  label         = "Engagement score"
  type          = number
  owner         = role.marketing_ops
  usage         = "What the person has done lately, 0 to 100, fading with time. Written by scoring only."
  source        = "Scoring"
  validation    = contact.engagement_score >= 0 && contact.engagement_score <= 100
  track_history = true
  writers       = [scoring.lead]
  group         = "scoring"
  crm           = { salesforce = "Engagement_Score__c" }
}

field "contact" "score_total" {
  label      = "Total score"
  type       = number
  owner      = role.marketing_ops
  usage      = "Fit and engagement together; orders the SDR queues. Written by scoring only."
  source     = "Scoring"
  validation = contact.score_total <= 200
  writers    = [scoring.lead]
  group      = "scoring"
}

field "contact" "assigned_at" {
  label   = "Assigned at"
  type    = datetime
  owner   = role.sales_ops
  usage   = "When routing gave the contact its present owner."
  source  = "Routing"
  writers = [routing.lead_assignment]
  group   = "routing"
}

field "contact" "assignment_reason" {
  label      = "Assignment reason"
  type       = text
  owner      = role.sales_ops
  usage      = "Name of the routing rule that decided."
  source     = "Routing"
  validation = length(contact.assignment_reason) <= 255
  writers    = [routing.lead_assignment]
  group      = "routing"
}

field "contact" "first_contacted_at" {
  label  = "First contacted at"
  type   = datetime
  owner  = role.sdr_manager
  usage  = "First call or mail by a person after assignment. Stops the first-touch clock."
  source = "Sales engagement"
  system = system.outreach
  group  = "handoff"
  crm    = { salesforce = "First_Contacted_At__c" }
}

field "contact" "accepted_at" {
  label  = "Accepted at"
  type   = datetime
  owner  = role.sdr_manager
  usage  = "When Sales agreed to work the lead. Never filled by an import."
  source = "SDR"
  group  = "handoff"
  crm    = { salesforce = "Accepted_At__c" }
}

field "contact" "meeting_booked_at" {
  label  = "Meeting booked at"
  type   = datetime
  owner  = role.sdr_manager
  usage  = "When the first meeting was put into the calendar."
  source = "Calendar link or SDR"
  group  = "handoff"
}

field "contact" "conversation_held_at" {
  label  = "Qualifying conversation held at"
  type   = datetime
  owner  = role.sdr_manager
  usage  = "When the qualifying conversation took place."
  source = "SDR"
  group  = "qualification"
}

field "contact" "bant_budget" {
  label  = "Budget confirmed"
  type   = bool
  owner  = role.sdr_manager
  usage  = "The person named money that is set aside, or who sets it aside."
  source = "SDR, in the conversation"
  group  = "qualification"
}

field "contact" "bant_authority" {
  label  = "Authority confirmed"
  type   = bool
  owner  = role.sdr_manager
  usage  = "We speak with the person who decides, or know who does."
  source = "SDR, in the conversation"
  group  = "qualification"
}

field "contact" "bant_need" {
  label  = "Need confirmed"
  type   = bool
  owner  = role.sdr_manager
  usage  = "A scheduling problem that costs them money today."
  source = "SDR, in the conversation"
  group  = "qualification"
}

field "contact" "bant_timing" {
  label  = "Timing confirmed"
  type   = bool
  owner  = role.sdr_manager
  usage  = "There is a date by which they want it solved."
  source = "SDR, in the conversation"
  group  = "qualification"
}

field "contact" "problem" {
  label  = "Business problem"
  type   = enum("missed_appointments", "idle_technicians", "manual_dispatch", "billing_delay", "compliance")
  owner  = role.sdr_manager
  usage  = "The problem in the person's own account, coded so that it can be counted."
  source = "SDR, in the conversation"
  group  = "qualification"
}

field "contact" "buying_role" {
  label  = "Role in the purchase"
  type   = enum("decision_maker", "champion", "user", "procurement", "signatory")
  owner  = role.ae
  usage  = "What the person does in the buying process."
  source = "SDR or AE"
  group  = "qualification"
  crm    = { hubspot = "hs_buying_role", salesforce = "Buying_Role__c" }
}

field "contact" "disqualified_at" {
  label  = "Disqualified at"
  type   = datetime
  owner  = role.sdr_manager
  usage  = "When somebody decided that this person will not buy. The reason is beside it."
  source = "SDR"
  group  = "handoff"
}

field "contact" "replied_at" {
  label  = "Last replied at"
  type   = datetime
  owner  = role.demand_gen
  usage  = "Last answer to a mail of ours. Ends every nurture sequence."
  source = "Sales engagement or marketing mail"
  group  = "engagement"
}
