data "stagecraft_sandbox_system" "hubspot" {
  name = "hubspot"
}
