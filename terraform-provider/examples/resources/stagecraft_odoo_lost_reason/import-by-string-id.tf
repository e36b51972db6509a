import {
  to = stagecraft_odoo_lost_reason.reasons_lost_price
  id = "reasons/lost#price"
}
