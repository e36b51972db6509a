import {
  to = stagecraft_odoo_settings.crm
  id = "crm"
}
