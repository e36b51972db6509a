data "stagecraft_hubspot_list" "mqls_of_band_a" {
  name = "MQLs of band A"
}
