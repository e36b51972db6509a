terraform import stagecraft_odoo_group.role_sdr role/sdr
