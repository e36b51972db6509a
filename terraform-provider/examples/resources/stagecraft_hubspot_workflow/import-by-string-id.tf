import {
  to = stagecraft_hubspot_workflow.mql_first_touch
  id = "MQL: first touch"
}
