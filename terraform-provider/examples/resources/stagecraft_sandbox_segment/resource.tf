resource "stagecraft_sandbox_segment" "icp_band" {
  name  = "icp_band"
  title = "ICP band"
  field = stagecraft_sandbox_property.contact_icp_band.key
}
