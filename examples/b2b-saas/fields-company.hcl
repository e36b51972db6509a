# The governed catalog, companies. Lifecycle, type and account status are three fields with three owners.

field "company" "name" {
  label      = "Company name"
  type       = text
  owner      = role.marketing_ops
  usage      = "Legal or trading name, without a form such as Inc. where the trade does not use it."
  source     = "Form or enrichment"
  validation = length(company.name) >= 2
  group      = "identity"
  crm        = { salesforce = "Name" }
}

field "company" "domain" {
  label      = "Domain"
  type       = text
  owner      = role.marketing_ops
  usage      = "Web domain without www. First key of duplicate search."
  source     = "E-mail address or enrichment"
  validation = matches(company.domain, "^[a-z0-9.-]+\\.[a-z]+$")
  message    = "Write the domain alone, such as example.com."
  group      = "identity"
  crm        = { salesforce = "Website" }
}

field "company" "phone" {
  label      = "Switchboard"
  type       = phone
  owner      = role.marketing_ops
  usage      = "Main number with country code."
  source     = "Enrichment"
  validation = matches(company.phone, "^\\+[0-9 ()-]+$")
  group      = "identity"
  crm        = { salesforce = "Phone" }
}

field "company" "industry" {
  label  = "Industry"
  type   = enum("hvac", "plumbing", "elevators", "facility_management", "utilities", "security", "other")
  owner  = role.marketing_ops
  usage  = "What the company's technicians do. Our product fits all but Other."
  source = "Enrichment"
  system = system.clearbit
  group  = "fit"
  crm    = { salesforce = "Industry" }
}

field "company" "employees" {
  label      = "Employees"
  type       = number
  owner      = role.marketing_ops
  usage      = "Head count of the whole company."
  source     = "Enrichment"
  system     = system.zoominfo
  validation = company.employees >= 1
  group      = "fit"
  crm        = { hubspot = "numberofemployees", salesforce = "NumberOfEmployees" }
}

field "company" "technicians" {
  label      = "Field technicians"
  type       = number
  owner      = role.marketing_ops
  usage      = "People to be scheduled. Decides the segment and the price."
  source     = "Form, enrichment or SDR"
  validation = company.technicians >= 0
  group      = "fit"
}

field "company" "segment" {
  label  = "Segment"
  type   = enum("small", "mid_market", "enterprise")
  owner  = role.sales_ops
  usage  = "Fewer than 50 technicians is small, fewer than 500 mid-market."
  source = "Derived from technicians"
  group  = "routing"
  crm    = { salesforce = "Segment__c" }

  option "small" {
    label = "Small"
  }

  option "mid_market" {
    label = "Mid-market"
  }

  option "enterprise" {
    label = "Enterprise"
  }
}

field "company" "region" {
  label  = "Region"
  type   = enum("na", "emea", "apac")
  owner  = role.sales_ops
  usage  = "Region of the headquarters. Territory routing matches it."
  source = "Enrichment"
  group  = "routing"
  crm    = { salesforce = "Region__c" }

  option "na" {
    label = "North America"
  }

  option "emea" {
    label = "Europe, Middle East, Africa"
  }

  option "apac" {
    label = "Asia and Pacific"
  }
}

field "company" "tech_stack" {
  label  = "Technology in use"
  type   = multi_enum("quickbooks", "netsuite", "sap", "dynamics", "servicetitan")
  owner  = role.marketing_ops
  usage  = "Systems that we integrate with, or compete with."
  source = "Enrichment"
  system = system.clearbit
  group  = "fit"
}

field "company" "competitor" {
  label  = "Is a competitor"
  type   = bool
  owner  = role.marketing_ops
  usage  = "Kept by Product Marketing from the competitor list."
  source = "Manual list"
  group  = "fit"
}

field "company" "icp_band" {
  label   = "ICP band"
  type    = enum("A", "B", "C", "out")
  owner   = role.marketing_ops
  usage   = "How well the company fits our ideal customer. Written by scoring only."
  source  = "Scoring"
  writers = [scoring.lead]
  group   = "scoring"
  crm     = { salesforce = "ICP_Band__c" }

  option "A" {
    description = "Same-day attention by a named SDR."
  }

  option "B" {
    description = "Ordinary queue."
  }

  option "C" {
    description = "Nurture until a hand is raised."
  }

  option "out" {
    label       = "Out"
    description = "Never passed to Sales."
  }

  raci {
    accountable = role.vp_marketing
    responsible = [role.marketing_ops]
    consulted   = [role.sales_ops]
    informed    = [role.sdr]
  }
}

field "company" "icp_confirmed" {
  label  = "ICP fit confirmed"
  type   = bool
  owner  = role.sdr_manager
  usage  = "A person looked at the band in the qualifying conversation and agrees."
  source = "SDR"
  group  = "qualification"
}

field "company" "capacity_to_pay" {
  label  = "Capacity to pay"
  type   = enum("credit_check_passed", "funding_known", "revenue_known", "none_found")
  owner  = role.ae
  usage  = "The evidence that the company can pay."
  source = "SDR or enrichment"
  group  = "qualification"
}

field "company" "qualification_decision" {
  label         = "Qualification decision"
  type          = enum("qualified", "not_yet", "disqualified")
  owner         = role.sdr_manager
  usage         = "What was decided after the conversation. Kept on the company, so that a second contact inherits it."
  source        = "SDR"
  track_history = true
  group         = "qualification"
}

field "company" "qualification_basis" {
  label  = "Basis of the decision"
  type   = enum("conversation", "trial_usage", "written_reply", "partner_assessment")
  owner  = role.sdr_manager
  usage  = "What the decision rests on."
  source = "SDR"
  group  = "qualification"
}

field "company" "named_account" {
  label  = "Named account"
  type   = bool
  owner  = role.sales_manager
  usage  = "On the list that Sales picks once a year. Routed to the account's own AE."
  source = "Annual planning"
  group  = "routing"
}

field "company" "account_type" {
  label  = "Type"
  type   = enum("prospect", "customer", "partner", "former_customer", "competitor")
  owner  = role.sales_ops
  usage  = "What the company is to us. Not a stage: a partner can be a customer's supplier and never move."
  source = "Sales Operations or automation"
  group  = "account"
  crm    = { hubspot = "type", salesforce = "Type" }
}

field "company" "account_status" {
  label  = "Account status"
  type   = enum("active", "on_hold", "at_risk", "churned")
  owner  = role.cs_manager
  usage  = "How the relationship stands today."
  source = "Customer Success"
  group  = "account"
}
