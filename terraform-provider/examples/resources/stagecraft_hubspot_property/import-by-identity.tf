import {
  to = stagecraft_hubspot_property.contacts_icp_band
  identity = {
    object = "contacts"
    name   = "icp_band"
  }
}
