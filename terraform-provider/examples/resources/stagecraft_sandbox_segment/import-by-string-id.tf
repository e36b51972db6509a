import {
  to = stagecraft_sandbox_segment.icp_band
  id = "icp_band"
}
