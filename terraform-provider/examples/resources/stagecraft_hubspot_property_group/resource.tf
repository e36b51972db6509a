resource "stagecraft_hubspot_property_group" "contacts_qualification" {
  object = "contacts"
  name   = "qualification"
  label  = "Qualification"
}
