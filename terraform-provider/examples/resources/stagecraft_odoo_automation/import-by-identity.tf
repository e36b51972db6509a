import {
  to = stagecraft_odoo_automation.stage_sales_demo_entry
  identity = {
    external_id = "stage/sales/demo#entry"
  }
}
