import {
  to = stagecraft_sandbox_system.hubspot
  identity = {
    name = "hubspot"
  }
}
