list "stagecraft_odoo_stage" "all" {
  provider = stagecraft
}
