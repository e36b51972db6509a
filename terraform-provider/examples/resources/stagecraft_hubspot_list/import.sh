terraform import stagecraft_hubspot_list.mqls_of_band_a 'MQLs of band A'
