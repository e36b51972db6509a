import {
  to = stagecraft_sandbox_sla.first_touch
  id = "first_touch"
}
