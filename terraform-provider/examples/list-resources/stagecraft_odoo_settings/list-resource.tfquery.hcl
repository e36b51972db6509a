list "stagecraft_odoo_settings" "all" {
  provider = stagecraft
}
