import {
  to = stagecraft_sandbox_routing.lead_assignment
  identity = {
    name = "lead_assignment"
  }
}
