list "stagecraft_hubspot_team" "all" {
  provider = stagecraft
}
