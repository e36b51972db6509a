data "stagecraft_hubspot_pipeline" "deals_new_business" {
  object      = "deals"
  pipeline_id = "new_business"
}
