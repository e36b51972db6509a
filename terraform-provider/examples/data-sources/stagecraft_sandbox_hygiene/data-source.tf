data "stagecraft_sandbox_hygiene" "contacts" {
  name = "contacts"
}
