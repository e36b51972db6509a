data "stagecraft_odoo_view" "lead_facts" {
  external_id = "lead_facts"
}
