resource "stagecraft_odoo_view" "lead_facts" {
  external_id = "lead_facts"
  name        = "Facts of leads"
  model       = "crm.lead"
  inherits    = "crm.crm_lead_view_form"
  arch        = "<data><xpath expr=\"//notebook\" position=\"inside\"><page string=\"Facts\"><field name=\"x_icp_band\"/></page></xpath></data>"
  fields      = [stagecraft_odoo_field.crm_lead_x_icp_band.key]
}
