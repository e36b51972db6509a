data "stagecraft_sandbox_property" "contact_icp_band" {
  object = "contact"
  name   = "icp_band"
}
