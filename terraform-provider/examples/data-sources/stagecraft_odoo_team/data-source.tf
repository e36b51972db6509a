data "stagecraft_odoo_team" "team_field_sales" {
  external_id = "team/field_sales"
}
