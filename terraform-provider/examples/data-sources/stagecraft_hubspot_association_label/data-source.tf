data "stagecraft_hubspot_association_label" "contacts_companies_champion" {
  from  = "contacts"
  to    = "companies"
  label = "Champion"
}
