import {
  to = stagecraft_hubspot_team.sales_development
  identity = {
    name = "Sales development"
  }
}
