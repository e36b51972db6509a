import {
  to = stagecraft_hubspot_association_label.contacts_companies_champion
  id = "contacts/companies/Champion"
}
