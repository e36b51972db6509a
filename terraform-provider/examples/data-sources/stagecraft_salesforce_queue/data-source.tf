data "stagecraft_salesforce_queue" "inbound_leads" {
  name = "Inbound_Leads"
}
