data "stagecraft_sandbox_segment" "icp_band" {
  name = "icp_band"
}
