import {
  to = stagecraft_sandbox_stage.lead_mql
  identity = {
    track = "lead"
    name  = "mql"
  }
}
