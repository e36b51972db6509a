resource "stagecraft_salesforce_setting" "pathassistant_pathassistantenabled" {
  settings = "PathAssistant"
  name     = "pathAssistantEnabled"
  value    = "true"
}
