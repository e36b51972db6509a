import {
  to = stagecraft_sandbox_queue.inbound
  identity = {
    name = "inbound"
  }
}
