list "stagecraft_odoo_team" "all" {
  provider = stagecraft
}
