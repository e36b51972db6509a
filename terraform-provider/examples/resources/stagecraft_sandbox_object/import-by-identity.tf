import {
  to = stagecraft_sandbox_object.subscription
  identity = {
    name = "subscription"
  }
}
