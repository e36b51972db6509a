import {
  to = stagecraft_sandbox_property.contact_icp_band
  id = "contact/icp_band"
}
