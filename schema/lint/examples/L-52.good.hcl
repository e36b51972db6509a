environment "production" {
  crm "hubspot" {
    token = env.HUBSPOT_TOKEN
  }
}

# Tickets are an object that every account has.
object "onboarding" {
  label = "Onboarding"
  crm   = { hubspot = "tickets" }
}

field "onboarding" "started_on" { type = date }

# A property of its own takes any stages; HubSpot's lifecycle stage is left alone.
lifecycle "lead" {
  title    = "Lead lifecycle"
  domain   = "lead"
  object   = object.contact
  property = "lead_lifecycle"

  stage "mql" {
    label = "Marketing Qualified Lead"
    owner = role.marketing_ops
    entry "score" { description = "The score is high enough." }
    exit "accepted" { then = stage.lead.sal }
  }

  stage "sal" {
    label = "Sales Accepted Lead"
    owner = role.sdr
    entry "taken" { description = "An SDR has taken the lead." }
    exit "deal" { description = "A deal is created." }
  }
}
