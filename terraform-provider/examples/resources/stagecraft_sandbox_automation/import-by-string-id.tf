import {
  to = stagecraft_sandbox_automation.mql_by_score
  id = "mql_by_score"
}
