import {
  to = stagecraft_sandbox_sla.first_touch
  identity = {
    name = "first_touch"
  }
}
