resource "stagecraft_odoo_group" "role_sdr" {
  external_id = "role/sdr"
  name        = "Sales development"
}
