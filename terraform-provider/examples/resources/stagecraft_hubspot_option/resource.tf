resource "stagecraft_hubspot_option" "contacts_icp_band_a" {
  property = stagecraft_hubspot_property.contacts_icp_band.key
  value    = "A"
  label    = "A: ideal fit"
  order    = 0
}

resource "stagecraft_hubspot_option" "contacts_icp_band_b" {
  property = stagecraft_hubspot_property.contacts_icp_band.key
  value    = "B"
  label    = "B: good fit"
  order    = 1
}
