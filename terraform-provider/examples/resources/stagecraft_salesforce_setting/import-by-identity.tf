import {
  to = stagecraft_salesforce_setting.pathassistant_pathassistantenabled
  identity = {
    settings = "PathAssistant"
    name     = "pathAssistantEnabled"
  }
}
