import {
  to = stagecraft_odoo_stage.stage_sales_demo
  id = "stage/sales/demo"
}
