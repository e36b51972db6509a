import {
  to = stagecraft_salesforce_object.implementation_c
  id = "Implementation__c"
}
