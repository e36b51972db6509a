import {
  to = stagecraft_odoo_scoring.predictive
  id = "predictive"
}
