data "stagecraft_salesforce_assignment_rule" "lead_inbound_routing" {
  object = "Lead"
  name   = "Inbound_Routing"
}
