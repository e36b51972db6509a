import {
  to = stagecraft_hubspot_workflow.mql_first_touch
  identity = {
    name = "MQL: first touch"
  }
}
