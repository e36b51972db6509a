list "stagecraft_odoo_lost_reason" "all" {
  provider = stagecraft
}
