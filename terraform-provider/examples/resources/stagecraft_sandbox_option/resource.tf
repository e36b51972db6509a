resource "stagecraft_sandbox_option" "contact_icp_band_a" {
  property = stagecraft_sandbox_property.contact_icp_band.key
  order    = 0
  value    = "A"
  label    = "A: ideal fit"
}

resource "stagecraft_sandbox_option" "contact_icp_band_b" {
  property = stagecraft_sandbox_property.contact_icp_band.key
  order    = 1
  value    = "B"
  label    = "B: good fit"
}

resource "stagecraft_sandbox_option" "contact_icp_band_c" {
  property = stagecraft_sandbox_property.contact_icp_band.key
  order    = 2
  value    = "C"
  label    = "C: weak fit"
}
