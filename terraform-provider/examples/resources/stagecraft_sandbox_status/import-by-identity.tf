import {
  to = stagecraft_sandbox_status.contact_working
  identity = {
    object = "contact"
    name   = "working"
  }
}
