import {
  to = stagecraft_sandbox_scoring.lead
  id = "lead"
}
