resource "stagecraft_hubspot_team" "account_executives" {
  name = "Account executives"
}

resource "stagecraft_hubspot_team" "sales_development" {
  name = "Sales development"
}
