import {
  to = stagecraft_hubspot_pipeline_rules.deals_new_business
  identity = {
    pipeline = "deals/new_business"
  }
}
