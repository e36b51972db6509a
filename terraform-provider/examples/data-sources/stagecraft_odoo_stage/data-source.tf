data "stagecraft_odoo_stage" "stage_sales_demo" {
  external_id = "stage/sales/demo"
}
