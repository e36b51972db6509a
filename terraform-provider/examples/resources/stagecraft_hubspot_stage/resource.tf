resource "stagecraft_hubspot_stage" "deals_new_business_discovery" {
  pipeline    = stagecraft_hubspot_pipeline.deals_new_business.key
  stage_id    = "discovery"
  label       = "Discovery"
  probability = 0.2
  order       = 0
}
