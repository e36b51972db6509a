# The governed catalog, deals.

field "deal" "amount" {
  label         = "Annual value"
  type          = currency
  owner         = role.ae
  usage         = "Value of the first year, without one-off services."
  source        = "AE, quote"
  validation    = deal.amount > 0
  message       = "Enter the yearly amount."
  track_history = true
  group         = "commercial"
  crm           = { salesforce = "Amount" }
}

field "deal" "close_date" {
  label         = "Close date"
  type          = date
  owner         = role.ae
  usage         = "Day on which we expect the signature. Moving it out needs a reason."
  source        = "AE"
  track_history = true
  group         = "commercial"
  crm           = { hubspot = "closedate", salesforce = "CloseDate" }
}

field "deal" "deal_source" {
  label  = "Deal source"
  type   = enum("lead", "customer_growth", "renewal", "win_back", "partner")
  owner  = role.sales_ops
  usage  = "Where the deal came from; Win-back marks former customers."
  source = "Automation"
  group  = "commercial"
  crm    = { salesforce = "LeadSource" }
}

field "deal" "problem" {
  label  = "Business problem"
  type   = enum("missed_appointments", "idle_technicians", "manual_dispatch", "billing_delay", "compliance")
  owner  = role.ae
  usage  = "Carried over from the contact when the deal is created."
  source = "Handoff from SDR"
  group  = "discovery"
}

field "deal" "champion" {
  label  = "Champion"
  type   = reference(object.contact)
  owner  = role.ae
  usage  = "Who inside the company wants us to win."
  source = "AE"
  group  = "stakeholders"
}

field "deal" "economic_buyer" {
  label  = "Economic buyer"
  type   = reference(object.contact)
  owner  = role.ae
  usage  = "Who releases the money."
  source = "AE"
  group  = "stakeholders"
}

field "deal" "procurement_contact" {
  label  = "Procurement contact"
  type   = reference(object.contact)
  owner  = role.ae
  usage  = "Who handles the paper on their side."
  source = "AE"
  group  = "stakeholders"
}

field "deal" "signatory" {
  label  = "Signatory"
  type   = reference(object.contact)
  owner  = role.ae
  usage  = "Who signs."
  source = "AE"
  group  = "stakeholders"
}

field "deal" "sales_accepted_at" {
  label  = "Opportunity accepted at"
  type   = datetime
  owner  = role.sales_manager
  usage  = "When the AE, after the first meeting, took the Stage 0 deal into the forecast."
  source = "AE"
  group  = "discovery"
}

field "deal" "timeline" {
  label  = "Timeline"
  type   = enum("this_quarter", "next_quarter", "this_year", "later")
  owner  = role.ae
  usage  = "When the customer wants to be live."
  source = "AE, first meeting"
  group  = "discovery"
}

field "deal" "use_case" {
  label  = "Use case"
  type   = enum("dispatch", "route_planning", "capacity_planning", "customer_portal")
  owner  = role.solutions
  usage  = "What is evaluated first."
  source = "AE or Solutions Engineer"
  group  = "evaluation"
}

field "deal" "requirements_confirmed" {
  label  = "Technical requirements confirmed"
  type   = bool
  owner  = role.solutions
  usage  = "Integrations, data volume and security are checked against the product."
  source = "Solutions Engineer"
  group  = "evaluation"
}

field "deal" "success_criteria" {
  label  = "Success criteria agreed"
  type   = bool
  owner  = role.solutions
  usage  = "Both sides wrote down what the evaluation must show."
  source = "Solutions Engineer"
  group  = "evaluation"
}

field "deal" "poc_result" {
  label  = "Proof of concept result"
  type   = enum("value_shown", "value_not_shown", "inconclusive")
  owner  = role.solutions
  usage  = "Outcome against the success criteria."
  source = "Solutions Engineer"
  group  = "evaluation"

  option "value_shown" {
    label = "Value shown"
  }

  option "value_not_shown" {
    label = "Value not shown"
  }

  option "inconclusive" {
    label = "Inconclusive"
  }
}

field "deal" "proposal_sent_at" {
  label  = "Proposal sent at"
  type   = datetime
  owner  = role.ae
  usage  = "When the customer received a price and terms."
  source = "Quote tool"
  group  = "commercial"
}

field "deal" "discount_percent" {
  label      = "Discount"
  type       = percent
  owner      = role.deal_desk
  usage      = "Reduction from list price. Zero when there is none; empty means nobody looked."
  source     = "Quote tool"
  validation = deal.discount_percent >= 0 && deal.discount_percent <= 100
  group      = "commercial"
}

field "deal" "payment_terms" {
  label  = "Payment terms"
  type   = enum("annual_net_30", "annual_net_60", "annual_net_90", "quarterly")
  owner  = role.finance
  usage  = "Yearly in advance at 30 days is standard."
  source = "Quote tool"
  system = system.billing
  group  = "commercial"

  option "annual_net_30" {
    label = "Yearly at 30 days"
  }

  option "annual_net_60" {
    label = "Yearly at 60 days"
  }

  option "annual_net_90" {
    label = "Yearly at 90 days"
  }

  option "quarterly" {
    label = "Quarterly"
  }
}

field "deal" "term_months" {
  label      = "Term"
  type       = number
  owner      = role.finance
  usage      = "Contract length in months. Twelve is standard."
  source     = "Quote tool"
  validation = deal.term_months >= 1 && deal.term_months <= 60
  group      = "commercial"
}

field "deal" "custom_pricing" {
  label  = "Custom pricing"
  type   = bool
  owner  = role.deal_desk
  usage  = "A price that is not on the list."
  source = "AE"
  group  = "commercial"
}

field "deal" "beyond_volume_tiers" {
  label  = "Beyond volume tiers"
  type   = bool
  owner  = role.deal_desk
  usage  = "A volume discount larger than the published tiers give."
  source = "Quote tool"
  group  = "commercial"
}

field "deal" "custom_legal_terms" {
  label  = "Custom legal terms"
  type   = bool
  owner  = role.legal
  usage  = "Anything but our standard agreement and service level."
  source = "AE"
  group  = "commercial"
}

field "deal" "contract_document" {
  label  = "Signed contract"
  type   = attachment
  owner  = role.legal
  usage  = "The signed paper. What it says stands in the fields beside it."
  source = "Signature tool"
  group  = "closing"
}

field "deal" "contract_signed_at" {
  label  = "Contract signed at"
  type   = datetime
  owner  = role.legal
  usage  = "When both sides had signed."
  source = "Signature tool"
  group  = "closing"
  crm    = { salesforce = "Contract_Signed_At__c" }
}

field "deal" "scope" {
  label  = "Agreed scope"
  type   = multi_enum("dispatch", "route_planning", "capacity_planning", "customer_portal", "integration")
  owner  = role.ae
  usage  = "Modules that the customer bought; delivery reads it, nobody retells it."
  source = "Quote tool"
  group  = "closing"
}

field "deal" "go_live_date" {
  label  = "Agreed go-live date"
  type   = date
  owner  = role.ae
  usage  = "Date promised in the contract."
  source = "AE"
  group  = "closing"
}

field "deal" "commitments" {
  label  = "Special commitments"
  type   = multi_enum("none", "custom_feature", "special_sla", "side_letter", "price_hold")
  owner  = role.deal_desk
  usage  = "Everything promised beyond the standard. None is an answer; empty is not."
  source = "AE"
  group  = "closing"
}

field "deal" "competitor" {
  label  = "Competitor"
  type   = enum("servicetitan", "salesforce_field_service", "in_house", "none", "unknown")
  owner  = role.sales_manager
  usage  = "Who we won or lost against."
  source = "AE"
  group  = "closing"
  crm    = { salesforce = "Competitor__c" }
}

field "deal" "renewal_date" {
  label  = "Renewal date"
  type   = date
  owner  = role.csm
  usage  = "Last day of the running term."
  source = "Billing"
  system = system.billing
  group  = "renewal"
}

field "deal" "health_reviewed_at" {
  label  = "Account reviewed at"
  type   = datetime
  owner  = role.csm
  usage  = "When usage, tickets and goals were looked at together with the customer."
  source = "CSM"
  group  = "renewal"
}
