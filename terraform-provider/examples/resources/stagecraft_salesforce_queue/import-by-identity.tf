import {
  to = stagecraft_salesforce_queue.inbound_leads
  identity = {
    name = "Inbound_Leads"
  }
}
