list "stagecraft_hubspot_lifecycle_stage" "all" {
  provider = stagecraft
}
