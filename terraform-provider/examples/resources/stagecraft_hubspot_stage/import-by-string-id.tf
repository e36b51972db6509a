import {
  to = stagecraft_hubspot_stage.deals_new_business_discovery
  id = "deals/new_business/discovery"
}
