import {
  to = stagecraft_hubspot_object.subscription
  id = "subscription"
}
