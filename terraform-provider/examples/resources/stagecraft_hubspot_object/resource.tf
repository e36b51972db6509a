resource "stagecraft_hubspot_object" "subscription" {
  name   = "subscription"
  label  = "Subscription"
  plural = "Subscriptions"
}
