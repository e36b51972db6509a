# The same criterion as a formula of Salesforce and as a filter of HubSpot.
output "reachable" {
  value = {
    for crm in ["salesforce", "hubspot"] :
    crm => provider::stagecraft::criterion_formula("${path.module}/crm", "stage.lead.known_lead.entry.identified", crm)
  }
}
