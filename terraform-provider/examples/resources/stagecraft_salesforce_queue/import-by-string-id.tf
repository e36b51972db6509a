import {
  to = stagecraft_salesforce_queue.inbound_leads
  id = "Inbound_Leads"
}
