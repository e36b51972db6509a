data "stagecraft_sandbox_object" "subscription" {
  name = "subscription"
}
