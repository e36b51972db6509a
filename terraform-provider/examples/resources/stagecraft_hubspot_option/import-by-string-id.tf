import {
  to = stagecraft_hubspot_option.contacts_icp_band_a
  id = "contacts/icp_band/A"
}
