resource "stagecraft_sandbox_object" "subscription" {
  name       = "subscription"
  label      = "Subscription"
  plural     = "Subscriptions"
  belongs_to = ["company"]
}
