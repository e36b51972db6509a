import {
  to = stagecraft_hubspot_list.mqls_of_band_a
  id = "MQLs of band A"
}
