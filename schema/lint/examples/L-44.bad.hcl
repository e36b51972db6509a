role "sales_manager" { title = "Sales Manager" }
role "vp_sales" { title = "VP Sales" }
role "deal_desk" { title = "Deal Desk" }

field "deal" "discount" { type = percent }

approval "discount" { # L-44
  title  = "Discounts"
  object = object.deal
  owner  = role.deal_desk

  tier "standard" {
    description = "List price: approved at once."
    when        = deal.discount == 0
  }

  tier "manager" {
    description = "10–20%: sales manager."
    when        = deal.discount >= 10 && deal.discount <= 20
    approvers   = [role.sales_manager]
  }

  tier "vp" {
    description = "20–40%: VP Sales."
    when        = deal.discount >= 20 && deal.discount <= 40 # L-44
    approvers   = [role.vp_sales]
  }

  tier "desk" {
    description = "40% and more: deal desk."
    when        = deal.discount >= 40 # L-44
    approvers   = [role.deal_desk]
  }

  tier "exceptional" {
    description = "More than 60%: VP Sales."
    when        = deal.discount > 60 # L-44
    approvers   = [role.vp_sales]
  }
}
