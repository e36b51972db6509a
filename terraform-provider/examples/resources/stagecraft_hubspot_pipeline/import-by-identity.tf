import {
  to = stagecraft_hubspot_pipeline.deals_new_business
  identity = {
    object      = "deals"
    pipeline_id = "new_business"
  }
}
