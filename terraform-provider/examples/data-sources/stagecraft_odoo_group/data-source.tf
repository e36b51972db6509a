data "stagecraft_odoo_group" "role_sdr" {
  external_id = "role/sdr"
}
