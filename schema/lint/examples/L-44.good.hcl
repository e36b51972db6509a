role "sales_manager" { title = "Sales Manager" }
role "vp_sales" { title = "VP Sales" }
role "deal_desk" { title = "Deal Desk" }

field "deal" "discount" { type = percent }

approval "discount" {
  title  = "Discounts"
  object = object.deal
  owner  = role.deal_desk

  tier "exceptional" {
    description = "More than 60%: VP Sales."
    when        = deal.discount > 60
    approvers   = [role.vp_sales]
  }

  tier "desk" {
    description = "From 40%: deal desk."
    when        = deal.discount >= 40
    approvers   = [role.deal_desk]
  }

  tier "vp" {
    description = "From 20 to below 40%: VP Sales."
    when        = deal.discount >= 20 && deal.discount < 40
    approvers   = [role.vp_sales]
  }

  tier "manager" {
    description = "From 10 to below 20%: sales manager."
    when        = deal.discount >= 10 && deal.discount < 20
    approvers   = [role.sales_manager]
  }

  tier "standard" {
    description = "Below 10%: approved at once."
    when        = deal.discount < 10
  }
}
