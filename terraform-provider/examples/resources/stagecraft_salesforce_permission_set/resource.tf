resource "stagecraft_salesforce_permission_set" "lifecycle_access" {
  name          = "Lifecycle_Access"
  label         = "Lifecycle access"
  description   = "What everybody in sales and marketing works with."
  fields        = ["Lead.Use_Case__c edit"]
  objects       = ["Implementation__c read"]
  record_types  = ["Opportunity.Enterprise"]
  needs         = [stagecraft_salesforce_field.lead_use_case_c.key]
  needs_objects = [stagecraft_salesforce_object.implementation_c.key]
  needs_types   = [stagecraft_salesforce_record_type.opportunity_enterprise.key]
}
