field "deal" "signed_at" { type = date }

lifecycle "contact" {
  domain = "lead"
  object = object.contact

  stage "opportunity" {
    label = "Opportunity"
    owner = role.ae
    entry "deal" { when = count(deal) >= 1 }
    exit "signed" { then = stage.contact.closed_won }
    exit "declined" { then = stage.contact.closed_lost }
  }

  stage "closed_won" {
    label = "Closed Won" # L-03
    owner = role.csm
    entry "signed" { when = any(deal, is_set(deal.signed_at)) }
    exit "declined" { then = stage.contact.closed_lost }
  }

  stage "closed_lost" {
    label = "Deal Lost" # L-03
    owner = role.ae
    entry "declined" { description = "The customer said no." }
  }
}
