import {
  to = stagecraft_sandbox_queue.inbound
  id = "inbound"
}
