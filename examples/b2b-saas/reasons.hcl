reasons "mql_rejection" {
  title  = "Why Sales declines an MQL"
  kind   = "rejection"
  object = object.contact

  code "not_in_market" {
    label       = "Outside our market"
    description = "Company or country that we do not serve."
  }

  code "wrong_person" {
    label       = "Wrong person"
    description = "No part in the purchase; ask for a referral first."
    retry_after = "90d"
  }

  code "bad_data" {
    label       = "Wrong contact data"
    description = "Cannot be reached with what we have."
    retry_after = "30d"
  }

  code "already_in_talks" {
    label       = "Already in talks"
    description = "A colleague has an open deal with the company."
  }

  code "no_interest" {
    label       = "No interest"
    description = "Did not ask for anything and does not want to talk."
    retry_after = "180d"
  }
}

reasons "recycling" {
  title  = "Why a lead goes back to nurture"
  kind   = "recycling"
  object = object.contact

  code "no_budget" {
    label       = "No budget this year"
    retry_after = "180d"
  }

  code "no_timing" {
    label       = "Later"
    description = "The person named a later date."
    retry_after = "90d"
  }

  code "no_answer" {
    label       = "Unreachable after eight attempts"
    retry_after = "60d"
  }

  code "priorities_changed" {
    label       = "Priorities changed"
    retry_after = "120d"
  }

  code "deal_lost" {
    label       = "Deal lost"
    description = "The deal was lost; its own code says why."
    retry_after = "270d"
  }
}

reasons "disqualification" {
  title  = "Why a person or company will not buy"
  kind   = "disqualification"
  object = object.contact

  code "competitor" {
    label = "Works for a competitor"
  }

  code "student" {
    label = "Student or researcher"
  }

  code "no_field_service" {
    label       = "No field technicians"
    description = "There is nothing to schedule."
  }

  code "cannot_pay" {
    label = "Cannot pay"
  }

  code "left_company" {
    label = "Left the company"
  }
}

reasons "loss" {
  title  = "Why a deal was lost"
  kind   = "loss"
  object = object.deal

  code "no_decision" {
    label       = "No decision"
    description = "They stayed with what they have."
    retry_after = "180d"
  }

  code "price" {
    label = "Price"
  }

  code "missing_feature" {
    label = "Missing feature"
  }

  code "competitor_chosen" {
    label       = "Competitor chosen"
    retry_after = "270d"
  }

  code "champion_left" {
    label = "Champion left"
  }
}

reasons "churn" {
  title  = "Why a customer did not renew"
  kind   = "drop_off"
  object = object.deal

  code "low_adoption" {
    label = "Technicians did not use it"
  }

  code "acquired" {
    label = "Company was acquired"
  }

  code "budget_cut" {
    label = "Budget cut"
  }

  code "service_quality" {
    label = "Unhappy with our service"
  }
}

reasons "close_date_push" {
  title  = "Why a close date moves out"
  kind   = "close_date_push"
  object = object.deal

  code "procurement" {
    label = "Procurement takes longer"
  }

  code "legal_review" {
    label = "Legal review takes longer"
  }

  code "customer_reorganised" {
    label = "Customer reorganised"
  }

  code "wrong_estimate" {
    label       = "Our estimate was wrong"
    description = "Nothing happened; the date was a wish."
  }
}
