import {
  to = stagecraft_odoo_lost_reason.reasons_lost_price
  identity = {
    external_id = "reasons/lost#price"
  }
}
