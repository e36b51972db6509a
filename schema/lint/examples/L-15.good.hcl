field "company" "account_type" {
  label = "Type"
  type  = enum("Prospect", "Customer", "Partner", "Competitor")
}

field "company" "account_state" {
  label = "Account status"
  type  = enum("Active", "On hold", "At risk", "Churned")
}

lifecycle "company" {
  domain = "company"
  object = object.company

  stage "prospect" {
    label = "Prospect"
    owner = role.sdr
    entry "fits" { description = "The company is in our market." }
    exit "signed" { then = stage.company.customer }
  }

  stage "customer" {
    label = "Customer"
    owner = role.csm
    entry "signed" { description = "The contract is signed." }
  }
}
