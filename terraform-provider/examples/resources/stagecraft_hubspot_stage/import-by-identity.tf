import {
  to = stagecraft_hubspot_stage.deals_new_business_discovery
  identity = {
    pipeline = "deals/new_business"
    stage_id = "discovery"
  }
}
