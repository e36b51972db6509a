data "stagecraft_odoo_settings" "crm" {
  name = "crm"
}
