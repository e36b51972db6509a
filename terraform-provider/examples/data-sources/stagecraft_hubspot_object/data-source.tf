data "stagecraft_hubspot_object" "subscription" {
  name = "subscription"
}
