data "stagecraft_odoo_option" "crm_lead_x_icp_band_a" {
  field = "crm.lead/x_icp_band"
  value = "A"
}
