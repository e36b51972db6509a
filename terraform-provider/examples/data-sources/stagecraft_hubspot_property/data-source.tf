data "stagecraft_hubspot_property" "contacts_icp_band" {
  object = "contacts"
  name   = "icp_band"
}
