import {
  to = stagecraft_hubspot_lifecycle_stage.sales_accepted_lead
  identity = {
    name = "sales_accepted_lead"
  }
}
