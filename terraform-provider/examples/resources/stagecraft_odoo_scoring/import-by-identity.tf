import {
  to = stagecraft_odoo_scoring.predictive
  identity = {
    name = "predictive"
  }
}
