import {
  to = stagecraft_sandbox_lifecycle.lead
  id = "lead"
}
