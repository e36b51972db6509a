terraform import stagecraft_odoo_lost_reason.reasons_lost_price 'reasons/lost#price'
