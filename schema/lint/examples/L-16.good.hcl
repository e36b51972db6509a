field "contact" "lead_source" { type = text }
field "contact" "job_title" { type = text }

field "contact" "first_touch_at" {
  type     = date
  property = "firstTouchAt" # the name that the CRM has had for years
}

lifecycle "contact" {
  domain = "lead"
  object = object.contact

  stage "sql" {
    label = "Sales Qualified Lead"
    short = "SQL"
    owner = role.sdr
    entry "met" { description = "The need is confirmed in a conversation." }
  }
}

pipeline "new_business" {
  stage "sql" {
    label   = "Qualified Deal"
    short   = "SQL"
    aliases = ["Sales Qualified Lead"]
    same_as = stage.contact.sql
  }

  stage "demo_completed" {
    label = "Demo Completed"
    owner = role.ae
    entry "shown" { description = "The users have seen their own case." }
    exit "signed" { then = stage.new_business.won }
  }

  stage "sent_to_crm" {
    label = "Order in the CRM"
    owner = role.ae
    entry "ordered" { description = "The order is in the CRM." }
    exit "signed" { then = stage.new_business.won }
  }

  stage "won" {
    label   = "Closed Won"
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

pipeline "renewal" {
  type = "renewal"

  stage "opened" {
    label = "Renewal Opened"
    owner = role.csm
    entry "customer" { description = "The term of a customer comes to its end." }
    exit "signed" { then = stage.renewal.won }
  }

  stage "won" {
    label   = "Closed Won"
    owner   = role.csm
    outcome = "won"
    entry "signed" { description = "The next term is signed." }
  }
}
