import {
  to = stagecraft_odoo_view.lead_facts
  identity = {
    external_id = "lead_facts"
  }
}
