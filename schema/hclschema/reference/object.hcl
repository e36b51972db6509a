object "subscription" {
  label       = "Subscription"
  plural      = "Subscriptions"
  belongs_to  = [object.company]
  description = "What a customer pays for, one record for each contract."
  crm         = { salesforce = "Subscription__c" }
}
