term "opportunity" {
  label      = "Opportunity"
  definition = "A deal with a confirmed need and a buyer who takes part."
  state      = "confirmed"
}

# Written down in the first workshop and never looked at again.
term "active_customer" {
  label      = "Active customer"
  definition = "A customer who logged in during the last 30 days."
  state      = "assumed" # L-51
}
