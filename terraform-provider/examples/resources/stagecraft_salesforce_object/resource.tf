resource "stagecraft_salesforce_object" "implementation_c" {
  name          = "Implementation__c"
  label         = "Implementation"
  plural        = "Implementations"
  description   = "Onboarding of a customer, from signature to go-live."
  track_history = true
  name_label    = "Implementation Name"
  sharing       = "ReadWrite"
}

resource "stagecraft_salesforce_object" "response_time_mdt" {
  name        = "Response_Time__mdt"
  label       = "Response Time"
  plural      = "Response Times"
  description = "How fast a team answers, by segment."
  visibility  = "Public"
}
