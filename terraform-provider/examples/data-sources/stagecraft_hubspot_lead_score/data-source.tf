data "stagecraft_hubspot_lead_score" "contact_fit" {
  name = "Contact fit"
}
