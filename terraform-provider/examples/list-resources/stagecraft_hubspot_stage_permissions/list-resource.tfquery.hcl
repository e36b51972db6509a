list "stagecraft_hubspot_stage_permissions" "all" {
  provider = stagecraft
}
