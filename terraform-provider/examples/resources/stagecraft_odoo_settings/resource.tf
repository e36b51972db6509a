resource "stagecraft_odoo_settings" "crm" {
  name          = "crm"
  leads         = false
  several_teams = true
}
