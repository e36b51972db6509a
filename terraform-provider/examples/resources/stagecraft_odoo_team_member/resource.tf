resource "stagecraft_odoo_team_member" "team_field_sales_admin" {
  team     = stagecraft_odoo_team.team_field_sales.key
  user     = "admin"
  capacity = 20
}
