resource "stagecraft_salesforce_assignment_rule" "lead_inbound_routing" {
  object = "Lead"
  name   = "Inbound_Routing"
  entries = [
    {
      assignedTo     = "Inbound_Leads"
      assignedToType = "Queue"
      criteriaItems = [
        {
          field     = "Lead.LeadSource"
          operation = "equals"
          value     = "Web,Phone Inquiry"
        },
      ]
    },
  ]
  queues = [stagecraft_salesforce_queue.inbound_leads.key]
}
