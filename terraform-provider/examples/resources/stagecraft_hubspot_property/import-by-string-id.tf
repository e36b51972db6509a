import {
  to = stagecraft_hubspot_property.contacts_icp_band
  id = "contacts/icp_band"
}
