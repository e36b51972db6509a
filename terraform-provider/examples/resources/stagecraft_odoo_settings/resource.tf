resource "stagecraft_odoo_settings" "crm" {
  name          = "crm"
  several_teams = true
}
