resource "stagecraft_odoo_stage" "stage_sales_demo" {
  external_id  = "stage/sales/demo"
  name         = "Demo"
  team         = stagecraft_odoo_team.team_field_sales.key
  order        = 10
  requirements = "The need is written down, and a date is agreed."
}
