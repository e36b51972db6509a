lifecycle "customer" {
  title        = "Customer lifecycle"
  domain       = "customer"
  object       = object.company
  forward_only = true

  stage "onboarding" {
    label      = "Onboarding"
    definition = "The contract is signed; the customer does not work with the product yet."
    state      = "confirmed"
    golden     = true
    owner      = role.csm
    requires   = [company.industry]

    entry "signed" {
      description = "A deal with the company is won."
      when        = any(deal, pipeline.sales == stage.sales.won)
    }

    exit "live" {
      description = "The first team works with the product every week."
      then        = stage.customer.active
    }

    raci {
      accountable = role.csm
      responsible = [role.csm]
      informed    = [role.ae]
    }

    stale_after = "45d"
  }

  stage "active" {
    label = "Active customer"
    owner = role.csm

    entry "live" {
      description = "The first team works with the product every week."
    }
  }
}
