resource "stagecraft_odoo_tag" "field_lead_segment_technicians" {
  external_id = "field/lead/segment#technicians"
  name        = "Sends technicians out"
}
