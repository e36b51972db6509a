import {
  to = stagecraft_hubspot_object.subscription
  identity = {
    name = "subscription"
  }
}
