import {
  to = stagecraft_hubspot_pipeline.deals_new_business
  id = "deals/new_business"
}
