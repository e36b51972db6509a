import {
  to = stagecraft_odoo_field.crm_lead_x_icp_band
  id = "crm.lead/x_icp_band"
}
