import {
  to = stagecraft_sandbox_automation.mql_by_score
  identity = {
    name = "mql_by_score"
  }
}
