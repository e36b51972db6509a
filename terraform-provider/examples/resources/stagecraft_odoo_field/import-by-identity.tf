import {
  to = stagecraft_odoo_field.crm_lead_x_icp_band
  identity = {
    model = "crm.lead"
    name  = "x_icp_band"
  }
}
