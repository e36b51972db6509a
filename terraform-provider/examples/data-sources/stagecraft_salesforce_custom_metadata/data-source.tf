data "stagecraft_salesforce_custom_metadata" "response_time_mdt_enterprise_inbound" {
  type = "Response_Time__mdt"
  name = "Enterprise_Inbound"
}
