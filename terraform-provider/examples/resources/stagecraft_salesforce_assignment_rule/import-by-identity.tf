import {
  to = stagecraft_salesforce_assignment_rule.lead_inbound_routing
  identity = {
    object = "Lead"
    name   = "Inbound_Routing"
  }
}
