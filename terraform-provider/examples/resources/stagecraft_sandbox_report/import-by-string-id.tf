import {
  to = stagecraft_sandbox_report.new_mqls
  id = "new_mqls"
}
