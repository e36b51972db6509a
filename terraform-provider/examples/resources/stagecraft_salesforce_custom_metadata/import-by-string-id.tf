import {
  to = stagecraft_salesforce_custom_metadata.response_time_mdt_enterprise_inbound
  id = "Response_Time__mdt/Enterprise_Inbound"
}
