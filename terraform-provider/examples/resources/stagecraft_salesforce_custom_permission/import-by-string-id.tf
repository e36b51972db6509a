import {
  to = stagecraft_salesforce_custom_permission.pass_deal_gates
  id = "Pass_Deal_Gates"
}
