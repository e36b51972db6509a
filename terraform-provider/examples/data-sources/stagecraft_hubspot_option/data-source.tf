data "stagecraft_hubspot_option" "contacts_icp_band_a" {
  property = "contacts/icp_band"
  value    = "A"
}
