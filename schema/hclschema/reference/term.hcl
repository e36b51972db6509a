term "first_time_to_value" {
  label      = "First time to value"
  definition = "Days from signature until the first team works with the product every week."
  owner      = role.csm
  domain     = "customer"
}
