data "stagecraft_hubspot_pipeline_rules" "deals_new_business" {
  pipeline = "deals/new_business"
}
