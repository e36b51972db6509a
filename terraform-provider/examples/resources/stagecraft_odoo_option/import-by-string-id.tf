import {
  to = stagecraft_odoo_option.crm_lead_x_icp_band_a
  id = "crm.lead/x_icp_band/A"
}
