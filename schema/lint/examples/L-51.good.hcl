term "opportunity" {
  label      = "Opportunity"
  definition = "A deal with a confirmed need and a buyer who takes part."
  state      = "confirmed"
}

term "active_customer" {
  label      = "Active customer"
  definition = "A customer who logged in during the last 30 days."
  state      = "assumed"
}

# It is known to be open, and somebody has to answer.
question "active_customer" {
  text   = "Does one login a month make a customer active, or one user a week?"
  ask    = role.csm
  blocks = [term.active_customer]
}
