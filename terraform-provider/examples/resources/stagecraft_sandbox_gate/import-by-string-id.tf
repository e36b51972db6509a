import {
  to = stagecraft_sandbox_gate.lead_mql_entry_inside_icp
  id = "lead/mql/entry/inside_icp"
}
