import {
  to = stagecraft_sandbox_stage.lead_mql
  id = "lead/mql"
}
