import {
  to = stagecraft_salesforce_object.implementation_c
  identity = {
    name = "Implementation__c"
  }
}
