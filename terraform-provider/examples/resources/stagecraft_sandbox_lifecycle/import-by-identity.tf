import {
  to = stagecraft_sandbox_lifecycle.lead
  identity = {
    name = "lead"
  }
}
