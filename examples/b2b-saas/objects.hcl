object "contact" {
  description = "A person. Carries the lead lifecycle; there is no separate lead record."
  crm         = { hubspot = "contacts", salesforce = "Contact" }
}

object "company" {
  description = "An organisation. Its lifecycle follows its most advanced contact; type and status are separate fields."
  crm         = { hubspot = "companies", salesforce = "Account" }
}

object "deal" {
  description = "A possible contract, in one of three pipelines."
  crm         = { hubspot = "deals", salesforce = "Opportunity" }
}

object "project" {
  label       = "Customer journey"
  plural      = "Customer journeys"
  description = "What Customer Success works on after the signature: onboarding, implementation, adoption."
  crm         = { hubspot = "tickets", salesforce = "Customer_Journey__c" }
}
