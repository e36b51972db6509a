resource "stagecraft_hubspot_property" "contacts_icp_band" {
  object      = "contacts"
  name        = "icp_band"
  label       = "ICP band"
  type        = "enumeration"
  field_type  = "select"
  group       = stagecraft_hubspot_property_group.contacts_qualification.key
  description = "How well the contact's company fits the ideal customer profile."
}
