import {
  to = stagecraft_sandbox_segment.icp_band
  identity = {
    name = "icp_band"
  }
}
