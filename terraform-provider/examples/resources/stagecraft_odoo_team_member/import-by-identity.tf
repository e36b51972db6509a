import {
  to = stagecraft_odoo_team_member.team_field_sales_admin
  identity = {
    team = "team/field_sales"
    user = "admin"
  }
}
