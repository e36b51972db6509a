resource "stagecraft_hubspot_pipeline_rules" "deals_new_business" {
  pipeline    = stagecraft_hubspot_pipeline.deals_new_business.key
  no_backward = true
}
