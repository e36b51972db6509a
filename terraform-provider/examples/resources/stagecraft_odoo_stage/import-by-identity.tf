import {
  to = stagecraft_odoo_stage.stage_sales_demo
  identity = {
    external_id = "stage/sales/demo"
  }
}
