data "stagecraft_hubspot_workflow" "mql_first_touch" {
  name = "MQL: first touch"
}
