# Fernway sells scheduling software to field-service companies: plumbers, lift
# maintenance, facility managers. This file says who we are and how far we have got;
# everything else is in the files beside it.

architecture "fernway" {
  title                 = "Fernway go-to-market lifecycle"
  description           = "How a stranger becomes a qualified lead, a deal, a customer who uses the product every day, and a renewal. Four domains: lead, sales, customer, company."
  version               = "1.2.0"
  required_version      = ">= 0.1"
  motion                = "hybrid"
  methodology           = "foundation_all_depth"
  steward               = role.vp_revops
  council               = [role.vp_revops, role.vp_marketing, role.vp_sales, role.vp_cs]
  currency              = "USD"
  calendar              = calendar.us
  annual_contract_value = "12,000 to 180,000 USD"
  sales_cycle           = "45 to 90 days; enterprise up to 150"
  current_state         = "Two CRMs, three places that hold a lead stage, and no record of when Sales accepted a lead."
  objective             = "One set of definitions that Marketing, Sales and Customer Success measure by, enforced in the CRM."
  release_cycle         = "monthly"

  edge_case "multi_product" {
    title    = "A customer looks at a second product"
    handling = "The contact stays a Customer. Interest in another product opens a deal in the Expansion pipeline; the lead lifecycle is never run twice for one person."
    stages   = [stage.lead.customer, stage.expansion.identified]
  }

  edge_case "churned_customer" {
    title    = "A customer who left comes back"
    handling = "The company's type becomes Former customer when the renewal is lost. A new hand-raise is handled as new business: a fresh deal, the old one untouched, the contact's history kept. The win-back deal carries the deal source Win-back."
    stages   = [stage.renewal.closed_lost, stage.new_business.sql]
  }

  edge_case "product_led" {
    title    = "Somebody signs up for the free trial without talking to us"
    handling = "A trial makes a Known Lead. Product use counts as engagement; only a hand-raise inside the product, or both scores over the threshold, makes an MQL. Buying by card skips no stage: the deal is created and closed by the billing workflow with the same facts."
    stages   = [stage.lead.known_lead, stage.lead.mql]
  }

  capability "journey_documentation" {
    title = "Journey and architecture documentation"
    from  = "Everybody carries their own picture of the journey."
    to    = "One canonical diagram and a RACI, versioned, that everybody opens first."
    owner = role.marketing_ops
    kpi   = ["Documentation coverage", "Stakeholder adoption"]
    level = 3
  }

  capability "stage_definitions" {
    title = "Lifecycle and stage definitions"
    from  = "Stages mean different things in different teams."
    to    = "Entry and exit criteria are written, agreed and enforced."
    owner = role.vp_revops
    kpi   = ["Stage integrity", "Funnel stability"]
    level = 2
  }

  capability "routing_slas" {
    title = "Routing and SLAs"
    from  = "Leads are handed out by hand and answered when there is time."
    to    = "Rules assign every lead; clocks watch the answer and raise a breach."
    owner = role.sales_ops
    kpi   = ["Speed-to-lead", "SLA attainment"]
    level = 2
  }

  capability "data_model" {
    title = "Data model and fields"
    from  = "Fields are added on request and nobody knows which are used."
    to    = "A governed catalog with an owner, a usage note and a rule for each field."
    owner = role.marketing_ops
    kpi   = ["Data completeness", "Duplicate rate"]
    level = 2
  }

  capability "change_control" {
    title = "Governance and change control"
    from  = "Anybody edits a workflow in production."
    to    = "Changes are proposed, reviewed for impact, tried in a sandbox and released with notes."
    owner = role.vp_revops
    kpi   = ["Unplanned breakages", "Time to implement a change safely"]
    level = 1
  }

  capability "continuous_improvement" {
    title = "Continuous improvement"
    from  = "The funnel is looked at when a quarter goes wrong."
    to    = "Reviews on a schedule, with tests of criteria and thresholds and their results."
    owner = role.vp_marketing
    kpi   = ["Conversion rate lift", "Forecast accuracy"]
    level = 1
  }

  intake {
    crm = "HubSpot for contacts and companies, Salesforce for deals and delivery"
    team_sizes = {
      marketing        = 9
      sdr              = 8
      sales            = 14
      customer_success = 11
      revops           = 3
    }
    current_stages    = ["Subscriber", "Lead", "MQL", "Demo", "Opportunity", "Customer", "Closed Lost"]
    current_pipelines = ["Sales", "Enterprise", "Renewals 120/90/60/30", "Upsell", "Onboarding"]
    pain_points = [
      "Nobody can say how quickly Sales accepts what Marketing hands over.",
      "Onboarding sits in a sales pipeline, so the forecast counts it.",
      "Renewal stages are countdowns and say nothing of what was agreed.",
      "Lost is a contact lifecycle value and a deal stage at the same time.",
    ]
    proof_of_concept = true
    renewal          = true
    scoring          = "matrix"
  }
}
