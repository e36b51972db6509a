import {
  to = stagecraft_hubspot_pipeline_rules.deals_new_business
  id = "deals/new_business"
}
