resource "stagecraft_sandbox_lifecycle" "lead" {
  name   = "lead"
  domain = "lead"
  object = "contact"
  title  = "Lead lifecycle"
}
