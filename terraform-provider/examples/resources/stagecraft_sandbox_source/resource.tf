resource "stagecraft_sandbox_source" "demo_form" {
  name    = "demo_form"
  title   = "Demo form"
  type    = "form"
  creates = "contact"
  owner   = stagecraft_sandbox_role.sdr.key
}
