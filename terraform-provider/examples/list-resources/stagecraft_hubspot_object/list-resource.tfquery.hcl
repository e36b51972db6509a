list "stagecraft_hubspot_object" "all" {
  provider = stagecraft
}
