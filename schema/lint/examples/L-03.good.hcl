field "deal" "signed_at" { type = date }

lifecycle "contact" {
  domain = "lead"
  object = object.contact

  stage "opportunity" {
    label = "Opportunity"
    owner = role.ae
    entry "deal" { when = count(deal) >= 1 }
    exit "signed" { then = stage.contact.customer }
  }

  stage "customer" {
    label = "Customer"
    owner = role.csm
    entry "won" { when = any(deal, pipeline.sales == stage.sales.closed_won) }
  }
}

pipeline "sales" {
  stage "offered" {
    label = "Offer Sent"
    owner = role.ae
    entry "asked" { description = "The customer asked for a price." }
    exit "signed" { then = stage.sales.closed_won }
    exit "declined" { then = stage.sales.closed_lost }
  }

  stage "closed_won" {
    label   = "Closed Won"
    owner   = role.csm
    outcome = "won"
    entry "signed" { when = is_set(deal.signed_at) }
  }

  stage "closed_lost" {
    label   = "Closed Lost"
    owner   = role.ae
    outcome = "lost"
    entry "declined" { description = "The customer said no." }
  }
}
