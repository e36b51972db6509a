resource "stagecraft_hubspot_stage_permissions" "deals_new_business_discovery" {
  stage = stagecraft_hubspot_stage.deals_new_business_discovery.key
  teams = [stagecraft_hubspot_team.sales_development.key]
}
