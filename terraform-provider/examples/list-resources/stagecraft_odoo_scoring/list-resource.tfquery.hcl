list "stagecraft_odoo_scoring" "all" {
  provider = stagecraft
}
