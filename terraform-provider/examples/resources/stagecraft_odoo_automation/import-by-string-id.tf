import {
  to = stagecraft_odoo_automation.stage_sales_demo_entry
  id = "stage/sales/demo#entry"
}
