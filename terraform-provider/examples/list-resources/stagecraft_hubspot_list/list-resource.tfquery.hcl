list "stagecraft_hubspot_list" "all" {
  provider = stagecraft
}
