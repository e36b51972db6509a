data "stagecraft_hubspot_team" "sales_development" {
  name = "Sales development"
}
