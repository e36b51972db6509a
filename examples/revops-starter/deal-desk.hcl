# Approval matrix. Tiers are half-open: a lower bound belongs to the tier, an upper bound to the
# next, so every discount from 0 to 100 percent has exactly one approver.

approval "deal_desk" {
  title        = "Deal desk"
  object       = object.deal
  before       = stage.sales.closed_won
  review       = "quarterly"
  repeat_limit = 3
  owner        = role.deal_desk

  trigger "large" {
    description = "Annual value above 25,000."
    when        = deal.amount > 25000
  }

  trigger "payment_terms" {
    description = "Net 90 or quarterly billing."
    when        = deal.payment_terms == "net_90" || deal.payment_terms == "quarterly"
  }

  trigger "multi_year" {
    description = "Several years at custom prices."
    when        = deal.term_months > 12 && deal.custom_pricing
  }

  trigger "volume" {
    description = "Beyond the published volume tiers."
    when        = deal.beyond_volume_tiers
  }

  trigger "custom_terms" {
    description = "Custom legal terms or SLAs."
    when        = deal.custom_terms
  }

  trigger "discount" {
    description = "10 percent and more: the matrix below says who decides."
    when        = deal.discount_percent >= 10
  }

  tier "multi_year_enterprise" {
    description = "Several years, or an enterprise: Finance and Legal."
    when        = deal.term_months > 12 || company.segment == "enterprise"
    approvers   = [role.finance, role.legal]
    within      = "3d"
  }

  tier "from_40" {
    description = "40 percent and more, or custom terms: deal desk."
    when        = deal.discount_percent >= 40 || deal.custom_terms
    approvers   = [role.deal_desk]
    within      = "2d"
  }

  tier "from_20_to_40" {
    description = "From 20 to below 40 percent: VP Sales."
    when        = deal.discount_percent >= 20 && deal.discount_percent < 40
    approvers   = [role.vp_sales]
    within      = "1d"
  }

  tier "from_10_to_20" {
    description = "From 10 to below 20 percent: sales manager."
    when        = deal.discount_percent >= 10 && deal.discount_percent < 20
    approvers   = [role.sales_manager]
    within      = "1d"
  }

  tier "below_10" {
    description = "Above 0 and below 10 percent: the AE decides; nobody else has to."
    when        = deal.discount_percent > 0 && deal.discount_percent < 10
  }

  tier "standard" {
    description = "List price: approved at once."
    when        = deal.discount_percent == 0
  }
}
