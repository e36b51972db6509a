import {
  to = stagecraft_sandbox_option.contact_icp_band_a
  identity = {
    property = "contact/icp_band"
    value    = "A"
  }
}
