data "stagecraft_odoo_field" "crm_lead_x_icp_band" {
  model = "crm.lead"
  name  = "x_icp_band"
}
