environment "production" {
  crm "hubspot" {
    token = env.HUBSPOT_TOKEN
  }
}

object "subscription" { # L-52
  label      = "Subscription"
  belongs_to = [object.company]
}

field "subscription" "renews_on" { type = date }

lifecycle "lead" {
  title  = "Lead lifecycle"
  domain = "lead"
  object = object.contact
  crm    = { hubspot = "lifecyclestage" }

  stage "mql" {
    label = "Marketing Qualified Lead"
    owner = role.marketing_ops
    crm   = { hubspot = "marketingqualifiedlead" }
    entry "score" { description = "The score is high enough." }
    exit "accepted" { then = stage.lead.sal }
  }

  stage "sal" { # L-52
    label = "Sales Accepted Lead"
    owner = role.sdr
    entry "taken" { description = "An SDR has taken the lead." }
    exit "deal" { description = "A deal is created." }
  }
}
