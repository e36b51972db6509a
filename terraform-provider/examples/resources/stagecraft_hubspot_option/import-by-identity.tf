import {
  to = stagecraft_hubspot_option.contacts_icp_band_a
  identity = {
    property = "contacts/icp_band"
    value    = "A"
  }
}
