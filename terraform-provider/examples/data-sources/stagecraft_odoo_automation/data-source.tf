data "stagecraft_odoo_automation" "stage_sales_demo_entry" {
  external_id = "stage/sales/demo#entry"
}
