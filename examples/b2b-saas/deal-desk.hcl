# Which terms need whose approval. Every discount from 0 to 100 percent falls into exactly
# one tier: lower bounds belong to the tier, upper bounds to the next.

approval "deal_desk" {
  title        = "Deal desk"
  object       = object.deal
  before       = stage.new_business.closed_won
  review       = "quarterly"
  repeat_limit = 3
  owner        = role.deal_desk

  trigger "large" {
    description = "Annual value above 25,000."
    when        = deal.amount > 25000
  }

  trigger "payment_terms" {
    description = "Payment in 90 days, or quarterly billing."
    when        = deal.payment_terms == "annual_net_90" || deal.payment_terms == "quarterly"
  }

  trigger "multi_year_custom" {
    description = "More than one year at a price of its own."
    when        = deal.term_months > 12 && deal.custom_pricing
  }

  trigger "volume" {
    description = "More volume discount than the published tiers give."
    when        = deal.beyond_volume_tiers
  }

  trigger "legal" {
    description = "Custom legal terms or service levels."
    when        = deal.custom_legal_terms
  }

  trigger "discount" {
    description = "10 percent and more: the matrix below says who decides."
    when        = deal.discount_percent >= 10
  }

  tier "multi_year_enterprise" {
    description = "More than one year at an enterprise: Finance and Legal."
    when        = deal.term_months > 12 && company.segment == "enterprise"
    approvers   = [role.finance, role.legal]
    within      = "3d"
  }

  tier "custom_terms" {
    description = "Custom legal terms: deal desk, whatever the discount."
    when        = deal.custom_legal_terms
    approvers   = [role.deal_desk]
    within      = "2d"
  }

  tier "from_40" {
    description = "40 percent and more: deal desk."
    when        = deal.discount_percent >= 40
    approvers   = [role.deal_desk]
    within      = "2d"
  }

  tier "from_20_to_40" {
    description = "From 20 up to, but not including, 40 percent: VP Sales."
    when        = deal.discount_percent >= 20 && deal.discount_percent < 40
    approvers   = [role.vp_sales]
    within      = "1d"
  }

  tier "from_10_to_20" {
    description = "From 10 up to, but not including, 20 percent: sales manager."
    when        = deal.discount_percent >= 10 && deal.discount_percent < 20
    approvers   = [role.sales_manager]
    within      = "8h"
  }

  tier "below_10" {
    description = "Standard pricing and anything below 10 percent: approved at once."
    when        = deal.discount_percent >= 0 && deal.discount_percent < 10
  }
}
