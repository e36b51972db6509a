data "stagecraft_salesforce_path" "enterprise_deals" {
  name = "Enterprise_Deals"
}
