data "stagecraft_salesforce_object" "implementation_c" {
  name = "Implementation__c"
}
