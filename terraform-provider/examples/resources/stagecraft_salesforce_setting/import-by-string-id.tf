import {
  to = stagecraft_salesforce_setting.pathassistant_pathassistantenabled
  id = "PathAssistant/pathAssistantEnabled"
}
