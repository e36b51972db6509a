import {
  to = stagecraft_sandbox_routing.lead_assignment
  id = "lead_assignment"
}
