import {
  to = stagecraft_odoo_team.team_field_sales
  id = "team/field_sales"
}
