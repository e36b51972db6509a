import {
  to = stagecraft_hubspot_property_group.contacts_qualification
  id = "contacts/qualification"
}
