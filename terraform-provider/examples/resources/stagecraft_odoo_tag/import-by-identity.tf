import {
  to = stagecraft_odoo_tag.field_lead_segment_technicians
  identity = {
    external_id = "field/lead/segment#technicians"
  }
}
