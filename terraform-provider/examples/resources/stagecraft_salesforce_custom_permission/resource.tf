resource "stagecraft_salesforce_custom_permission" "pass_deal_gates" {
  name        = "Pass_Deal_Gates"
  label       = "Pass deal gates"
  description = "Saves deals that lack a fact of their stage. For the deal desk."
}
