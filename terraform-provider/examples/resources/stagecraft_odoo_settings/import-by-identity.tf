import {
  to = stagecraft_odoo_settings.crm
  identity = {
    name = "crm"
  }
}
