import {
  to = stagecraft_hubspot_association_label.contacts_companies_champion
  identity = {
    from  = "contacts"
    to    = "companies"
    label = "Champion"
  }
}
