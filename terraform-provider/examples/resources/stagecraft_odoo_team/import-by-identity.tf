import {
  to = stagecraft_odoo_team.team_field_sales
  identity = {
    external_id = "team/field_sales"
  }
}
