resource "stagecraft_odoo_option" "crm_lead_x_icp_band_a" {
  field = stagecraft_odoo_field.crm_lead_x_icp_band.key
  value = "A"
  label = "A: ideal fit"
  order = 0
}
