data "stagecraft_sandbox_status" "contact_working" {
  object = "contact"
  name   = "working"
}
