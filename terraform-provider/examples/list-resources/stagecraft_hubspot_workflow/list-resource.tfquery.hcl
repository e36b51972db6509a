list "stagecraft_hubspot_workflow" "all" {
  provider = stagecraft
}
