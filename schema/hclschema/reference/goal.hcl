goal "new_customers" {
  title  = "New customers"
  target = 12
  period = "quarter"
  stage  = stage.sales.won
  owner  = role.vp_sales
}
