import {
  to = stagecraft_hubspot_list.mqls_of_band_a
  identity = {
    name = "MQLs of band A"
  }
}
