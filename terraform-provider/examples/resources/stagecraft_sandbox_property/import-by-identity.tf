import {
  to = stagecraft_sandbox_property.contact_icp_band
  identity = {
    object = "contact"
    name   = "icp_band"
  }
}
