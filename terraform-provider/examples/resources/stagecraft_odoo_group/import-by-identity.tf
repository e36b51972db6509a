import {
  to = stagecraft_odoo_group.role_sdr
  identity = {
    external_id = "role/sdr"
  }
}
