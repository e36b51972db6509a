list "stagecraft_odoo_option" "all" {
  provider = stagecraft

  config {
    key = "crm.lead/x_icp_band/*"
  }
}
