# The region is a segment of deals, not a pipeline.
field "company" "region" { type = enum("EMEA", "US") }

segment "region" {
  title = "Region"
  field = company.region
}

pipeline "new_business" {
  title = "New business"
  type  = "new_business"

  stage "proposed" {
    owner       = role.ae
    probability = 50
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.new_business.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

pipeline "expansion" {
  title = "Expansion"
  type  = "expansion"

  stage "proposed" {
    owner       = role.ae
    probability = 50
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.expansion.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

pipeline "renewal" {
  title = "Renewal"
  type  = "renewal"

  stage "proposed" {
    owner       = role.ae
    probability = 50
    entry "sent" { description = "The customer has price and terms." }
    exit "signed" { then = stage.renewal.won }
  }

  stage "won" {
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Both sides have signed." }
  }
}

# A trial runs beside a deal and is no sale of its own.
pipeline "trial" {
  title = "Proof of concept"
  type  = "proof_of_concept"

  stage "running" {
    owner = role.ae
    entry "agreed" { description = "Both sides agreed on what success is." }
    exit "assessed" { then = stage.trial.assessed }
  }

  stage "assessed" {
    owner = role.ae
    entry "result" { description = "The result stands beside the success criteria." }
  }
}
