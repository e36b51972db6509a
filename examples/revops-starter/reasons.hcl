reasons "rejection" {
  kind   = "rejection"
  object = object.contact

  code "no_fit" {}

  code "wrong_person" {}

  code "bad_data" {}
}

reasons "recycling" {
  kind   = "recycling"
  object = object.contact

  code "no_budget" {
    retry_after = "180d"
  }

  code "no_timing" {
    retry_after = "90d"
  }

  code "no_answer" {
    retry_after = "60d"
  }
}

reasons "loss" {
  kind   = "loss"
  object = object.deal

  code "price" {}

  code "feature" {}

  code "no_decision" {}
}

reasons "close_date_push" {
  kind   = "close_date_push"
  object = object.deal

  code "procurement" {}

  code "legal" {}

  code "wrong_estimate" {}
}
