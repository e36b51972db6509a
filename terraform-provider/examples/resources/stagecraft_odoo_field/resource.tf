resource "stagecraft_odoo_field" "crm_lead_x_icp_band" {
  model   = "crm.lead"
  name    = "x_icp_band"
  label   = "ICP band"
  type    = "selection"
  help    = "How well the company fits the ideal customer profile."
  tracked = true
}
