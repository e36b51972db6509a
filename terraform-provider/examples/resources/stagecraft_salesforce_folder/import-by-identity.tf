import {
  to = stagecraft_salesforce_folder.report_lifecycle
  identity = {
    kind = "report"
    name = "Lifecycle"
  }
}
