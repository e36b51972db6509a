import {
  to = stagecraft_hubspot_lifecycle_stage.sales_accepted_lead
  id = "sales_accepted_lead"
}
