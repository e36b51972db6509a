import {
  to = stagecraft_sandbox_gate.lead_mql_entry_inside_icp
  identity = {
    stage = "lead/mql"
    kind  = "entry"
    name  = "inside_icp"
  }
}
