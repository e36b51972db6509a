data "stagecraft_hubspot_stage_permissions" "deals_new_business_discovery" {
  stage = "deals/new_business/discovery"
}
