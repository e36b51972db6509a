import {
  to = stagecraft_salesforce_folder.report_lifecycle
  id = "report/Lifecycle"
}
