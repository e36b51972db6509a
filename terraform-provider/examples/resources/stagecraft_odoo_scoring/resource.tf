resource "stagecraft_odoo_scoring" "predictive" {
  name   = "predictive"
  fields = ["crm.lead/country_id", "crm.lead/email_state"]
}
