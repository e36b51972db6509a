# A starter for a first RevOps hire: one lifecycle, one pipeline, a score, routing, a deal desk.
# Copy it, change the numbers, have the definitions signed.

# stagecraft:ignore L-51 A starter: nothing is agreed before your own council has read it.
architecture "starter" {
  title                 = "RevOps starter"
  description           = "Subscriber to evangelist, with one owner for each stage. Where two teams share the work, RACI says who does what."
  version               = "1.0.0"
  motion                = "sales_led"
  methodology           = "foundation_single_depth"
  steward               = role.revops
  council               = [role.revops, role.marketing, role.sales_manager, role.csm]
  calendar              = calendar.office
  annual_contract_value = "5,000 to 60,000 USD"
  sales_cycle           = "30 to 60 days"
  current_state         = "Stages exist, and nobody agrees what they mean."
  objective             = "One lifecycle that the CRM enforces."
  release_cycle         = "quarterly"

  intake {
    crm               = "HubSpot"
    team_sizes        = { marketing = 3, sales = 6, customer_success = 2 }
    current_stages    = ["Subscriber", "Lead", "MQL", "SQL", "Opportunity", "Customer"]
    current_pipelines = ["Sales"]
    pain_points       = ["MQLs are passed on by feel.", "Discounts are agreed in the corridor."]
    scoring           = "matrix"
  }
}

calendar "office" {
  time_zone = "America/Chicago"
  hours     = { weekdays = "08:00-17:00" }
  holidays  = ["2026-05-25", "2026-07-03", "2026-11-26", "2026-12-25"]
}

environment "sandbox" {
  crm "sandbox" {
    path = ".stagecraft/sandbox.db"
  }
}

# A database of your own to play with, or the imitation of one: stagecraft sandbox serve --as odoo.
environment "odoo_trial" {
  crm "odoo" {
    url      = env.ODOO_URL
    database = env.ODOO_DATABASE
    user     = env.ODOO_USER
    key      = env.ODOO_KEY
  }
}

system "crm" {
  title           = "HubSpot"
  type            = "crm"
  source_of_truth = true
  objects         = [object.contact, object.company, object.deal]
}

segment "segment" {
  field = company.segment
}

segment "region" {
  field = company.region
}
