term "first_time_to_value" {
  label      = "First Time to Value"
  definition = "The day on which the customer sends the first invoice to one of their own customers from the product."
  owner      = role.csm
}

field "project" "first_invoice_at" { type = datetime }

pipeline "customer" {
  title  = "Customer journey"
  domain = "customer"
  object = object.project
  type   = "delivery"

  stage "onboarding" {
    owner = role.csm
    entry "kickoff" { description = "The kickoff took place." }
    exit "first_value" { then = stage.customer.early_adoption }
  }

  stage "early_adoption" {
    label = "Early Adoption"
    owner = role.csm
    entry "first_value" {
      description = "The first invoice was sent."
      when        = is_set(project.first_invoice_at)
    }
  }
}
