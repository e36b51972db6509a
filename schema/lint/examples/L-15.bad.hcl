field "company" "kind" {
  label = "Company status"
  type  = enum("Lead", "Customer", "Partner", "Competitor", "Inactive") # L-15
}

lifecycle "company" {
  domain = "company"
  object = object.company

  stage "prospect" {
    label = "Prospect"
    owner = role.sdr
    entry "fits" { description = "The company is in our market." }
    exit "signed" { then = stage.company.customer }
    exit "joined" { then = stage.company.partner }
  }

  stage "customer" {
    label = "Customer"
    owner = role.csm
    entry "signed" { description = "The contract is signed." }
    exit "joined" { then = stage.company.partner }
  }

  stage "partner" {
    label = "Partner" # L-15
    owner = role.ae
    entry "joined" { description = "The company sells for us." }
  }
}
