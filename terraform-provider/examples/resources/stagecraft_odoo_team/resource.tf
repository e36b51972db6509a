resource "stagecraft_odoo_team" "team_field_sales" {
  external_id = "team/field_sales"
  name        = "Field sales"
  leads       = true
}

resource "stagecraft_odoo_team" "team_partner_sales" {
  external_id = "team/partner_sales"
  name        = "Partner sales"
}
