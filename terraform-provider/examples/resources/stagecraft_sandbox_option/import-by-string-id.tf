import {
  to = stagecraft_sandbox_option.contact_icp_band_a
  id = "contact/icp_band/A"
}
