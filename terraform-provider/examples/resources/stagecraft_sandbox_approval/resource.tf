resource "stagecraft_sandbox_approval" "deal_desk" {
  name       = "deal_desk"
  title      = "Deal desk"
  before     = stagecraft_sandbox_stage.sales_proposal.key
  owner_role = stagecraft_sandbox_role.sdr_manager.key
  triggers = [
    {
      description = "10 percent and more."
      name        = "discount"
      when        = "deal.discount_percent >= 10"
    },
  ]
  tiers = [
    {
      approvers_role = [stagecraft_sandbox_role.sdr_manager.key]
      name           = "any"
      within         = "1d"
    },
  ]
}
