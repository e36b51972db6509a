import {
  to = stagecraft_odoo_team_member.team_field_sales_admin
  id = "team/field_sales/admin"
}
