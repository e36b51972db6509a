resource "stagecraft_odoo_lost_reason" "reasons_lost_price" {
  external_id = "reasons/lost#price"
  name        = "Too dear for what it does"
}
