import {
  to = stagecraft_sandbox_hygiene.contacts
  identity = {
    name = "contacts"
  }
}
