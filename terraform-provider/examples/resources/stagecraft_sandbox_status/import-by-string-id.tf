import {
  to = stagecraft_sandbox_status.contact_working
  id = "contact/working"
}
