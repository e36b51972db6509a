import {
  to = stagecraft_sandbox_object.subscription
  id = "subscription"
}
