import {
  to = stagecraft_salesforce_assignment_rule.lead_inbound_routing
  id = "Lead/Inbound_Routing"
}
