terraform import stagecraft_odoo_automation.stage_sales_demo_entry 'stage/sales/demo#entry'
