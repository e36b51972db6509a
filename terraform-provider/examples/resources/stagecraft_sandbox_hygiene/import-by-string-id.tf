import {
  to = stagecraft_sandbox_hygiene.contacts
  id = "contacts"
}
