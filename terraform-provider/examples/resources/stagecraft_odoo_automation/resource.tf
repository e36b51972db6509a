resource "stagecraft_odoo_automation" "stage_sales_demo_entry" {
  external_id = "stage/sales/demo#entry"
  name        = "Demo needs an ICP band"
  model       = "crm.lead"
  trigger     = "on_create_or_write"
  when        = "[('type', '=', 'opportunity'), ('x_icp_band', '=', False)]"
  description = "Refuses an opportunity in the stage Demo without an ICP band."
  code        = "if record.stage_id == env.ref('stagecraft.stage:stage/sales/demo'):\n    raise UserError('The stage Demo needs an ICP band.')"
  fields      = [stagecraft_odoo_field.crm_lead_x_icp_band.key]
  stages      = [stagecraft_odoo_stage.stage_sales_demo.key]
}
