list "stagecraft_odoo_view" "all" {
  provider = stagecraft
}
