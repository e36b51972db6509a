data "stagecraft_hubspot_lifecycle_stage" "sales_accepted_lead" {
  name = "sales_accepted_lead"
}
