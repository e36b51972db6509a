list "stagecraft_hubspot_lead_score" "all" {
  provider = stagecraft
}
