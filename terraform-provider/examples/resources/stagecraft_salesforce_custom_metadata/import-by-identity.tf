import {
  to = stagecraft_salesforce_custom_metadata.response_time_mdt_enterprise_inbound
  identity = {
    type = "Response_Time__mdt"
    name = "Enterprise_Inbound"
  }
}
