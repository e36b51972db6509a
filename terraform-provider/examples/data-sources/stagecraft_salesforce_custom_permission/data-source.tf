data "stagecraft_salesforce_custom_permission" "pass_deal_gates" {
  name = "Pass_Deal_Gates"
}
