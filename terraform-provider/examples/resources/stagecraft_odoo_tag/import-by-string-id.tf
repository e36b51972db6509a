import {
  to = stagecraft_odoo_tag.field_lead_segment_technicians
  id = "field/lead/segment#technicians"
}
