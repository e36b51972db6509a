import {
  to = stagecraft_sandbox_scoring.lead
  identity = {
    name = "lead"
  }
}
