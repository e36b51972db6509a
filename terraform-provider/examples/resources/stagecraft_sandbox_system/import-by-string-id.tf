import {
  to = stagecraft_sandbox_system.hubspot
  id = "hubspot"
}
