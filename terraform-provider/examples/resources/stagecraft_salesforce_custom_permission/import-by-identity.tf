import {
  to = stagecraft_salesforce_custom_permission.pass_deal_gates
  identity = {
    name = "Pass_Deal_Gates"
  }
}
