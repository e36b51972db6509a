resource "stagecraft_sandbox_system" "hubspot" {
  name    = "hubspot"
  title   = "HubSpot"
  type    = "marketing_automation"
  objects = ["contact", "company"]
}
