data "stagecraft_sandbox_option" "contact_icp_band_a" {
  property = "contact/icp_band"
  value    = "A"
}
