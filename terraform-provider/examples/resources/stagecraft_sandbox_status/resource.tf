resource "stagecraft_sandbox_status" "contact_working" {
  object     = "contact"
  name       = "working"
  label      = "Working"
  definition = "Somebody is trying to reach the person."
  order      = 1
}
