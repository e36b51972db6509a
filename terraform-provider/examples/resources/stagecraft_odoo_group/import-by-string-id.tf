import {
  to = stagecraft_odoo_group.role_sdr
  id = "role/sdr"
}
