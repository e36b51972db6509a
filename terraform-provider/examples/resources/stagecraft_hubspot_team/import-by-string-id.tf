import {
  to = stagecraft_hubspot_team.sales_development
  id = "Sales development"
}
