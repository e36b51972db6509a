data "stagecraft_hubspot_stage" "deals_new_business_discovery" {
  pipeline = "deals/new_business"
  stage_id = "discovery"
}
