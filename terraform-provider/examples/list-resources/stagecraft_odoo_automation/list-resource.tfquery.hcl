list "stagecraft_odoo_automation" "all" {
  provider = stagecraft
}
