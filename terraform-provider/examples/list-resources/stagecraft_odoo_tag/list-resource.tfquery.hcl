list "stagecraft_odoo_tag" "all" {
  provider = stagecraft
}
