approval "discount" {
  title  = "Discounts"
  before = stage.sales.won
  owner  = role.revops

  tier "standard" {
    description = "Up to ten percent: no approval."
    when        = deal.discount <= 10
  }

  tier "executive" {
    description = "Everything else."
    approvers   = [role.vp_sales]
    within      = "1d"
  }
}
