list "stagecraft_hubspot_pipeline_rules" "all" {
  provider = stagecraft
}
