list "stagecraft_odoo_field" "all" {
  provider = stagecraft

  config {
    key = "crm.lead/*"
  }
}
