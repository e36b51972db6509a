import {
  to = stagecraft_odoo_view.lead_facts
  id = "lead_facts"
}
