resource "stagecraft_salesforce_queue" "inbound_leads" {
  name        = "Inbound_Leads"
  label       = "Inbound leads"
  description = "Leads that nobody has called yet."
  objects     = ["Lead"]
  email       = "inbound@example.com"
}
