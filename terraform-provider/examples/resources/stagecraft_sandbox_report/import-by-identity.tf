import {
  to = stagecraft_sandbox_report.new_mqls
  identity = {
    name = "new_mqls"
  }
}
