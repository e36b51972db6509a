import {
  to = stagecraft_architecture.lifecycle
  id = "crm#production"
}
