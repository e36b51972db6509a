list "stagecraft_odoo_group" "all" {
  provider = stagecraft
}
