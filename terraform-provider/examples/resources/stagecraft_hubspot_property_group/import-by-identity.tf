import {
  to = stagecraft_hubspot_property_group.contacts_qualification
  identity = {
    object = "contacts"
    name   = "qualification"
  }
}
