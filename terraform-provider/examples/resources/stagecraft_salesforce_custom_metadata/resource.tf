resource "stagecraft_salesforce_custom_metadata" "response_time_mdt_enterprise_inbound" {
  type  = stagecraft_salesforce_object.response_time_mdt.key
  name  = "Enterprise_Inbound"
  label = "Enterprise inbound"
  values = {
    Business_Hours__c = 4
  }
  fields = [stagecraft_salesforce_field.response_time_mdt_business_hours_c.key]
}
