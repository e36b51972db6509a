import {
  to = stagecraft_hubspot_stage_permissions.deals_new_business_discovery
  identity = {
    stage = "deals/new_business/discovery"
  }
}
