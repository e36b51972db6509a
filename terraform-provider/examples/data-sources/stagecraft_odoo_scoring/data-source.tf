data "stagecraft_odoo_scoring" "predictive" {
  name = "predictive"
}
